"""TC3-HMAC-SHA256 against the vendor's own results."""

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tencentcloud.common.sign import Sign

from worker.tencent.credentials import Credential
from worker.tencent.sign import authorization, headers

_FILE = Path(__file__).parent / "data" / "signing_vectors.json"
VECTORS = json.loads(_FILE.read_text("utf-8"))["vectors"]
KEY = Credential("AKIDEXAMPLEEXAMPLEEXAMPLEEXAMPLE0000", "EXAMPLEsecretKEYexampleSECRETkey0")


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_a_vector_of_the_vendor_is_signed_alike(vector: dict[str, Any]) -> None:
    """Each of the nine vectors gives the vendor's Authorization."""
    credential = Credential(
        vector["secret_id"], vector["secret_key"], vector["token"], vector["region"]
    )

    signed = authorization(
        credential,
        host=vector["host"],
        content_type=vector["content_type"],
        body=vector["body_utf8"].encode(),
        timestamp=vector["timestamp"],
    )

    assert vector["authorization"] == signed


@pytest.mark.parametrize(
    "vector",
    [v for v in VECTORS if v["headers"].get("X-TC-Language") == "zh-CN"],
    ids=lambda vector: vector["name"],
)
def test_the_headers_are_those_of_the_vendor(vector: dict[str, Any]) -> None:
    """Headers of the vendor's vectors in Chinese come out complete and equal."""
    credential = Credential(
        vector["secret_id"], vector["secret_key"], vector["token"], vector["region"]
    )

    sent = headers(
        credential,
        action=vector["action"],
        host=vector["host"],
        body=vector["body_utf8"].encode(),
        timestamp=vector["timestamp"],
    )

    assert vector["headers"] == sent


def test_nine_vectors_are_there() -> None:
    """The file of vectors is whole."""
    assert 9 == len(VECTORS)


@pytest.mark.parametrize(
    ("timestamp", "date"), [(1551139199, "2019-02-25"), (1551139200, "2019-02-26")]
)
def test_the_scope_changes_at_utc_midnight(timestamp: int, date: str) -> None:
    """The credential's date is the UTC one to the second."""
    signed = authorization(KEY, host="h", content_type="t", body=b"", timestamp=timestamp)

    assert f"Credential={KEY.secret_id}/{date}/essbasic/tc3_request" in signed


@given(
    key=st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=1),
    timestamp=st.integers(0, 4_000_000_000),
    body=st.binary(),
)
def test_any_key_body_and_time_sign_as_in_the_vendor_sdk(
    key: str, timestamp: int, body: bytes
) -> None:
    """The signature agrees with the official SDK's key chain for any key, body and second."""
    date = datetime.fromtimestamp(timestamp, UTC).strftime("%Y-%m-%d")
    request = f"POST\n/\n\ncontent-type:t\nhost:h\n\ncontent-type;host\n{_sha256(body)}"
    text = f"TC3-HMAC-SHA256\n{timestamp}\n{date}/essbasic/tc3_request\n{_sha256(request.encode())}"

    signed = authorization(
        Credential("AKID", key), host="h", content_type="t", body=body, timestamp=timestamp
    )

    assert Sign.sign_tc3(key, date, "essbasic", text) == signed.partition("Signature=")[2]


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
