"""What the emulator answers to calls that are right, and to the protocol's mistakes."""

import pytest

from tests.support.emulated import Caller, emulated, example
from worker.emulator import EmulatorConfig


@pytest.mark.parametrize("number", [1, 2])
async def test_examples_are_created(number: int) -> None:
    """Both examples of the API document create a group of three contracts, in order."""
    async with emulated() as call:
        assert "created" == await call.create(example(number))

        entry = call.api.ledger.entries[0]

        assert list(entry.flow_ids) == call.response["FlowIds"]
        assert 3 == len(set(entry.flow_ids))
        assert {32} == {len(item) for item in (*entry.flow_ids, entry.flow_group_id or "")}


async def test_answer_without_dynamic_signers() -> None:
    """Example 1 is answered with the fields of its documented response, no more."""
    async with emulated() as call:
        await call.create(example(1))

        assert {"FlowGroupId", "FlowIds", "RequestId"} == set(call.response)
        assert call.response["RequestId"][0] == "s"
        assert call.response["RequestId"][1:].isdigit()


async def test_answer_with_dynamic_signers() -> None:
    """Example 2 is answered with the ids of each contract's signers."""
    async with emulated() as call:
        await call.create(example(2))

        approvers = call.response["Approvers"]

        assert call.response["FlowIds"] == [item["FlowId"] for item in approvers]
        assert [2, 2, 2] == [len(item["Approvers"]) for item in approvers]
        assert {"SignId", "RecipientId", "ApproverRoleName"} == set(approvers[0]["Approvers"][0])


async def test_answer_is_plain_http() -> None:
    """An error comes as HTTP 200 with bare application/json and a Date."""
    async with emulated() as call:
        assert "MissingParameter" == await call.create({})
        assert "application/json" == call.headers["Content-Type"]
        assert call.headers["Date"].endswith("GMT")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"X_TC_Action": "DescribeFlow"}, "InvalidAction"),
        ({"X_TC_Action": ""}, "MissingParameter"),
        ({"X_TC_Version": "2020-01-01"}, "NoSuchVersion"),
        ({"Content_Type": "text/plain"}, "UnsupportedProtocol"),
    ],
)
async def test_protocol(changes: dict[str, str], code: str) -> None:
    """A wrong action, version or content type has its common code."""
    async with emulated() as call:
        assert code == await call.create(**changes)


async def _sent(call: Caller, raw: bytes) -> str:
    return await call.post(raw, call.signed(raw))


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b'"text"', b"\xff"])
async def test_body_is_a_json_object(raw: bytes) -> None:
    """Bytes that are no JSON object are an invalid parameter."""
    async with emulated() as call:
        assert "InvalidParameter" == await _sent(call, raw)


async def test_request_size() -> None:
    """Ten megabytes are let in, one byte more is not."""
    async with emulated(EmulatorConfig(limit=0, validate=False)) as call:
        full = b"{}" + b" " * (10 * 1024 * 1024 - 2)

        assert "created" == await _sent(call, full)
        assert "RequestSizeLimitExceeded" == await _sent(call, full + b" ")


async def test_quota() -> None:
    """Each contract takes one unit; a group that needs more than is left is refused."""
    async with emulated(EmulatorConfig(limit=0, quota=5)) as call:
        assert "created" == await call.create()
        assert "OperationDenied.NoQuota" == await call.create()
        assert 2 == call.api.tuning.quota


async def test_token_when_configured() -> None:
    """Any token passes unless one is configured, then only that one."""
    async with emulated() as call:
        assert "created" == await call.create(X_TC_Token="any")

    async with emulated(EmulatorConfig(limit=0, token="right")) as call:
        assert "created" == await call.create(X_TC_Token="right")
        assert "AuthFailure.TokenFailure" == await call.create(X_TC_Token="wrong")
        assert "AuthFailure.TokenFailure" == await call.create()


async def test_hint() -> None:
    """A person who opens the address learns in one line what it is."""
    async with emulated() as call, call.session.get(call.api.url) as reply:
        assert 1 == (await reply.text()).count("\n")


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::"])  # noqa: S104 - refused
def test_loopback_only(host: str) -> None:
    """An address that others can reach is refused."""
    with pytest.raises(ValueError, match="loopback only"):
        EmulatorConfig(host=host)
