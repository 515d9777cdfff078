"""Verification of TC3-HMAC-SHA256 signatures over the bytes received.

Source: the vendor's page on signature method v3. Written apart from the code that
signs, so that neither hides a mistake of the other.
"""

import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import NamedTuple

from worker.emulator.config import KeyPair
from worker.emulator.refusal import refuse

ALGORITHM = "TC3-HMAC-SHA256"
SERVICE = "essbasic"
TOLERANCE = 300

_AUTHORIZATION = re.compile(
    ALGORITHM + r" Credential=([^/,\s]+)/(\d{4}-\d{2}-\d{2})/([a-z0-9]+)/tc3_request,"
    r"\s*SignedHeaders=([\w;-]+),\s*Signature=([0-9a-f]{64})"
)


class Authorization(NamedTuple):
    """The parts of an Authorization header."""

    secret_id: str
    date: str
    service: str
    signed_headers: str
    signature: str


def parse(header: str | None) -> Authorization:
    """Take an Authorization header apart.

    Raises:
        Refusal: it is missing or not of the documented form.
    """
    match = _AUTHORIZATION.fullmatch(header or "")
    if match is None:
        refuse("AuthFailure.InvalidAuthorization", "Authorization is missing or malformed")
    parts = Authorization(*match.groups())
    if parts.service != SERVICE or not _legal(parts.signed_headers):
        refuse(
            "AuthFailure.InvalidAuthorization",
            f"service must be {SERVICE}; SignedHeaders lower case, sorted, with content-type;host",
        )
    return parts


@lru_cache(maxsize=64)
def _legal(signed_headers: str) -> bool:
    names = signed_headers.split(";")
    return names == sorted({name.lower() for name in names}) and {"content-type", "host"} <= set(
        names
    )


class Verifier:
    """Knows the keys and judges who signed a request, and when."""

    def __init__(self, keys: Iterable[KeyPair]) -> None:
        self._secrets = dict(keys)

    def verify(self, headers: Mapping[str, str], body: bytes, now: float) -> str:
        """Tell which key signed exactly these bytes within 300 s of now (epoch seconds).

        Raises:
            Refusal: with the AuthFailure code of the first thing that is wrong.
        """
        parts = parse(headers.get("Authorization"))
        secret = self._secrets.get(parts.secret_id)
        if secret is None:
            refuse("AuthFailure.SecretIdNotFound", "the SecretId does not exist")
        timestamp = signed_at(headers)
        if abs(now - timestamp) > TOLERANCE:
            refuse(
                "AuthFailure.SignatureExpire",
                "X-TC-Timestamp is more than five minutes off: check the local clock",
            )
        if parts.date != _utc_date(timestamp // 86400) or not hmac.compare_digest(
            parts.signature, _sign(secret, parts, timestamp, headers, body)
        ):
            refuse("AuthFailure.SignatureFailure", "the signature does not match")
        return parts.secret_id


def signed_at(headers: Mapping[str, str]) -> int:
    """Read X-TC-Timestamp, epoch seconds.

    Raises:
        Refusal: it is missing or no whole number.
    """
    text = headers.get("X-TC-Timestamp")
    if text is None:
        refuse("MissingParameter", "the header X-TC-Timestamp is missing")
    if not re.fullmatch(r"[0-9]{1,12}", text):
        refuse("InvalidParameter", "X-TC-Timestamp must be whole epoch seconds")
    return int(text)


def _sign(
    secret: str, parts: Authorization, timestamp: int, headers: Mapping[str, str], body: bytes
) -> str:
    lines = "".join(
        f"{name}:{headers.get(name, '').strip().lower()}\n"
        for name in parts.signed_headers.split(";")
    )
    digest = hashlib.sha256(body).hexdigest()
    request = f"POST\n/\n\n{lines}\n{parts.signed_headers}\n{digest}"
    scope = f"{parts.date}/{parts.service}/tc3_request"
    hashed = hashlib.sha256(request.encode()).hexdigest()
    to_sign = f"{ALGORITHM}\n{timestamp}\n{scope}\n{hashed}"
    key = _signing_key(secret, parts.date, parts.service)
    return hmac.digest(key, to_sign.encode(), "sha256").hex()


@lru_cache(maxsize=64)
def _signing_key(secret: str, date: str, service: str) -> bytes:
    key = ("TC3" + secret).encode()
    for part in (date, service, "tc3_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    return key


@lru_cache(maxsize=8)
def _utc_date(day: int) -> str:
    return datetime.fromtimestamp(day * 86400, UTC).strftime("%Y-%m-%d")
