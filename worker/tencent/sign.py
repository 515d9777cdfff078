"""TC3-HMAC-SHA256, pure.

Source: API 3.0 signature method v3 (https://cloud.tencent.com/document/api/1420/61534).
"""

import hashlib
import hmac
from datetime import UTC, datetime
from functools import lru_cache

from worker.tencent.credentials import Credential

VERSION = "2021-05-26"
CONTENT_TYPE = "application/json"
_ALGORITHM = "TC3-HMAC-SHA256"
# The service stays the same on the file host and the test hosts: only the host changes.
_SERVICE = "essbasic"
_SIGNED_HEADERS = "content-type;host"


def headers(
    credential: Credential, *, action: str, host: str, body: bytes | str, timestamp: int
) -> dict[str, str]:
    """The headers of one call; they must go out as they are, with exactly these body bytes.

    Args:
        credential: Who calls; its token and region are sent where it has them.
        action: The API's action.
        host: Host header, with the port where it is not the scheme's own.
        body: The bytes to send, or their SHA-256 in hex.
        timestamp: The signature's instant, epoch seconds; the API refuses it after 300 s.
    """
    optional = {"X-TC-Region": credential.region, "X-TC-Token": credential.token}
    return {
        "Host": host,
        "Content-Type": CONTENT_TYPE,
        "X-TC-Action": action,
        "X-TC-Version": VERSION,
        "X-TC-Timestamp": str(timestamp),
        "X-TC-Language": "zh-CN",
        "Authorization": authorization(
            credential, host=host, content_type=CONTENT_TYPE, body=body, timestamp=timestamp
        ),
    } | {name: value for name, value in optional.items() if value}


def authorization(
    credential: Credential, *, host: str, content_type: str, body: bytes | str, timestamp: int
) -> str:
    """The Authorization header.

    Args:
        credential: Who signs.
        host: Host header as sent.
        content_type: Content-Type header as sent, character for character.
        body: The bytes to send, or their SHA-256 in hex.
        timestamp: Epoch seconds; its UTC date is part of the scope.
    """
    hashed = body if isinstance(body, str) else hashlib.sha256(body).hexdigest()
    date = datetime.fromtimestamp(timestamp, UTC).date().isoformat()
    scope = f"{date}/{_SERVICE}/tc3_request"
    request = f"POST\n/\n\ncontent-type:{content_type}\nhost:{host}\n\n{_SIGNED_HEADERS}\n{hashed}"
    digest = hashlib.sha256(request.encode()).hexdigest()
    text = f"{_ALGORITHM}\n{timestamp}\n{scope}\n{digest}"
    signature = _hmac(_day_key(credential.secret_key, date), text).hex()
    return (
        f"{_ALGORITHM} Credential={credential.secret_id}/{scope}, "
        f"SignedHeaders={_SIGNED_HEADERS}, Signature={signature}"
    )


@lru_cache(maxsize=64)
def _day_key(secret_key: str, date: str) -> bytes:
    return _hmac(_hmac(_hmac(f"TC3{secret_key}".encode(), date), _SERVICE), "tc3_request")


def _hmac(key: bytes, text: str) -> bytes:
    return hmac.digest(key, text.encode(), "sha256")
