"""What each fault does on the wire, and whether a group exists afterwards."""

import asyncio

import aiohttp
import orjson
import pytest

from tests.support.emulated import DATA, Caller, emulated, example
from worker.emulator import Fault

CODES = [row["code"] for row in orjson.loads((DATA.parents[2] / "jobs/errors.json").read_bytes())]
SILENT = (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError)


async def _struck(call: Caller, fault: Fault | str) -> str:
    call.api.faults.add(fault)
    return await call.create()


@pytest.mark.parametrize("code", CODES)
async def test_every_code(code: str) -> None:
    """Each documented code can be answered, and nothing is created then."""
    async with emulated() as call:
        assert code == await _struck(call, f"code:{code}")
        assert (code, False) == (
            call.api.ledger.entries[0].code,
            call.api.ledger.entries[0].created,
        )


@pytest.mark.parametrize(
    ("name", "created"),
    [
        ("internal_error_before", False),
        ("internal_error", False),
        ("internal_error_after", True),
        ("code:InternalError_after", True),
    ],
)
async def test_internal_error(name: str, created: bool) -> None:  # noqa: FBT001 - a table
    """InternalError leaves a group behind or not, as the name says."""
    async with emulated() as call:
        assert "InternalError" == await _struck(call, name)
        assert created is call.api.ledger.entries[0].created


@pytest.mark.parametrize(
    ("name", "created"),
    [("reset_before", False), ("reset_after", True), ("drop_before", False), ("drop_after", True)],
)
async def test_no_answer(name: str, created: bool) -> None:  # noqa: FBT001 - a table
    """A reset or a drop ends the connection without an answer."""
    async with emulated() as call:
        with pytest.raises(SILENT):
            await _struck(call, name)

        assert created is call.api.ledger.entries[0].created
        assert name == call.api.ledger.entries[0].verdict


async def _raw_call(call: Caller) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    body = orjson.dumps(example(1))
    fields = call.signed(body) | {"Content-Length": str(len(body))}
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    host, port = call.api.url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(f"POST / HTTP/1.1\r\n{head}\r\n".encode() + body)
    return reader, writer


async def test_reset_is_a_tcp_reset() -> None:
    """A reset is RST on the wire: reading fails, it does not just end."""
    async with emulated() as call:
        call.api.faults.add("reset_after")
        reader, writer = await _raw_call(call)
        with pytest.raises(ConnectionResetError):
            await reader.read()

        writer.close()


async def test_drop_is_an_orderly_end() -> None:
    """A drop is FIN on the wire: reading ends with nothing."""
    async with emulated() as call:
        call.api.faults.add("drop_after")
        reader, writer = await _raw_call(call)

        assert b"" == await reader.read()

        writer.close()


async def test_close_after_answering() -> None:
    """The connection is closed behind a whole answer that does not announce it."""
    async with emulated() as call:
        call.api.faults.add("close")
        reader, writer = await _raw_call(call)
        head, _, body = (await reader.read()).partition(b"\r\n\r\n")

        assert b"close" not in head.lower()
        assert "FlowGroupId" in orjson.loads(body)["Response"]

        writer.close()


async def test_accept_then_close() -> None:
    """A new connection is accepted and closed; the next one works."""
    async with emulated() as call:
        call.api.faults.add("accept_close")
        with pytest.raises(SILENT):
            await call.create()

        assert "created" == await call.create()
        assert ["accept_close", "created"] == [e.verdict for e in call.api.ledger.entries]


async def test_truncated() -> None:
    """The answer breaks off, the group exists."""
    async with emulated() as call:
        with pytest.raises(aiohttp.ClientPayloadError):
            await _struck(call, "truncated")

        assert call.api.ledger.entries[0].created


@pytest.mark.parametrize(
    ("fault", "status", "start"),
    [
        (Fault(name="html_502"), 502, b"<html>"),
        (Fault(name="garbage"), 200, b"\x1f\x8bno json"),
        (Fault(name="redirect", location="http://127.0.0.1:1/x"), 307, b""),
    ],
    ids=lambda value: getattr(value, "name", None),
)
async def test_foreign_answers(fault: Fault, status: int, start: bytes) -> None:
    """A gateway's page, rubbish and a redirect come as they are; nothing is created."""
    async with emulated() as call:
        call.api.faults.add(fault)
        raw = orjson.dumps(example(1))
        request = call.session.post(
            call.api.url, data=raw, headers=call.signed(raw), allow_redirects=False
        )
        async with request as reply:
            assert status == reply.status
            assert (await reply.read()).startswith(start)
            assert reply.headers.get("Location") in {None, fault.location}

        assert not call.api.ledger.entries[0].created


@pytest.mark.parametrize(
    ("name", "nulls"),
    [("null_ids", {"FlowIds"}), ("null_group", {"FlowGroupId", "FlowIds"}), ("none", set())],
)
async def test_null_ids(name: str, nulls: set[str]) -> None:
    """Ids that exist can be missing from the answer."""
    async with emulated() as call:
        await _struck(call, name)

        assert nulls == {field for field, value in call.response.items() if value is None}
        assert call.api.ledger.entries[0].created


async def test_short_ids() -> None:
    """The answer can name fewer contracts than were created."""
    async with emulated() as call:
        await _struck(call, "short_ids")

        assert list(call.api.ledger.entries[0].flow_ids[:-1]) == call.response["FlowIds"]


@pytest.mark.parametrize(("name", "created"), [("slow", False), ("late", True)])
async def test_waiting(name: str, created: bool) -> None:  # noqa: FBT001 - a table
    """A slow call is created after its wait, a late one before; both are answered then."""
    async with emulated() as call:
        answer = asyncio.ensure_future(_struck(call, Fault(name=name, seconds=60)))
        await call.api.gate.occupied()

        assert created is any(entry.created for entry in call.api.ledger.entries)

        call.api.gate.release()

        assert "created" == await answer


@pytest.mark.parametrize(("name", "created"), [("hang", False), ("hang_after", True)])
async def test_hang(name: str, created: bool) -> None:  # noqa: FBT001 - a table
    """A hanging call is never answered."""
    async with emulated() as call:
        answer = asyncio.ensure_future(_struck(call, name))
        await call.api.gate.occupied()

        assert created is call.api.ledger.entries[0].created

        call.api.gate.release()
        with pytest.raises(SILENT):
            await answer


async def test_stopping_ends_what_hangs() -> None:
    """Leaving the block cuts hanging calls instead of waiting for them."""
    async with aiohttp.ClientSession() as session:
        async with emulated() as call:
            caller = Caller(call.api, session)
            answer = asyncio.ensure_future(_struck(caller, "hang"))
            await call.api.gate.occupied()
        with pytest.raises(SILENT):
            await answer


async def test_slow_loris() -> None:
    """An answer can drip byte by byte, and is whole in the end."""
    async with emulated() as call:
        assert "created" == await _struck(call, Fault(name="slow_loris", seconds=0.0001))
