"""The emulator's judgement of signatures."""

from typing import Any

import orjson
import pytest
from multidict import CIMultiDict

from tests.support.emulated import DATA, StillClock, emulated, example
from worker.emulator import EmulatorConfig, KeyPair
from worker.emulator.refusal import Refusal
from worker.emulator.signature import Verifier

VECTORS = orjson.loads((DATA.parent.parent / "unit/data/signing_vectors.json").read_bytes())
NOW = 1_700_000_000


@pytest.mark.parametrize("vector", VECTORS["vectors"], ids=lambda vector: vector["name"])
def test_vectors(vector: dict[str, Any]) -> None:
    """Every published vector verifies at its time, and no longer with one more byte."""
    verifier = Verifier([KeyPair(vector["secret_id"], vector["secret_key"])])
    headers: CIMultiDict[str] = CIMultiDict(vector["headers"])
    body, now = vector["body_utf8"].encode(), vector["timestamp"]

    assert vector["secret_id"] == verifier.verify(headers, body, now)
    with pytest.raises(Refusal) as refusal:
        verifier.verify(headers, body + b" ", now)

    assert "AuthFailure.SignatureFailure" == refusal.value.code


@pytest.mark.parametrize(
    ("timestamp", "code"),
    [
        (NOW - 300, "created"),
        (NOW + 300, "created"),
        (NOW - 301, "AuthFailure.SignatureExpire"),
        (NOW + 301, "AuthFailure.SignatureExpire"),
    ],
)
async def test_window(timestamp: int, code: str) -> None:
    """A timestamp may be 300 seconds off, either way."""
    config = EmulatorConfig(clock=StillClock(NOW), limit=0)
    async with emulated(config) as call:
        assert code == await call.create(timestamp=timestamp)


@pytest.mark.parametrize(
    ("signed", "code"),
    [
        ("content-type;host;x-tc-action", "created"),
        ("content-type;host;x-tc-action;x-tc-timestamp;x-tc-version", "created"),
        ("host;content-type", "AuthFailure.InvalidAuthorization"),
        ("Content-Type;Host", "AuthFailure.InvalidAuthorization"),
        ("content-type", "AuthFailure.InvalidAuthorization"),
        ("content-type;host;host", "AuthFailure.InvalidAuthorization"),
    ],
)
async def test_signed_headers(signed: str, code: str) -> None:
    """Any sorted lower-case list with content-type and host is legal."""
    async with emulated() as call:
        assert code == await call.create(signed=signed)


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("Authorization", "Basic eDp5", "AuthFailure.InvalidAuthorization"),
        ("X-TC-Timestamp", "soon", "InvalidParameter"),
        ("X-TC-Timestamp", "1700000001", "AuthFailure.SignatureFailure"),
        ("X-TC-Timestamp", "1699999800", "AuthFailure.SignatureFailure"),
        ("Content-Type", "application/json; charset=utf-8", "AuthFailure.SignatureFailure"),
    ],
)
async def test_changed_on_the_way(name: str, value: str, code: str) -> None:
    """A header changed after signing is noticed."""
    async with emulated(EmulatorConfig(clock=StillClock(NOW), limit=0)) as call:
        raw = orjson.dumps(example(1))
        headers = call.signed(raw, timestamp=NOW) | {name: value}

        assert code == await call.post(raw, headers)


async def test_foreign_keys() -> None:
    """An unknown id and a wrong secret are told apart."""
    async with emulated() as call:
        wrong = KeyPair(call.api.key.secret_id, "wrong")

        assert "AuthFailure.SecretIdNotFound" == await call.create(key=KeyPair("AKIDother", "x"))
        assert "AuthFailure.SignatureFailure" == await call.create(key=wrong)


def test_credentials_from_environment() -> None:
    """The vendor's two variables name the key; one alone does not."""
    both = {"TENCENTCLOUD_SECRET_ID": "AKID1", "TENCENTCLOUD_SECRET_KEY": "secret"}

    assert KeyPair("AKID1", "secret") == KeyPair.of(both)
    assert KeyPair.of({"TENCENTCLOUD_SECRET_ID": "AKID1"}) is None
