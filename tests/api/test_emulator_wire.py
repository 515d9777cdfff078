"""The emulator speaks HTTP however a call comes over the wire."""

import asyncio
from collections.abc import Mapping

import orjson
import pytest

from tests.support.emulated import Caller, emulated, example

RAW = orjson.dumps(example(1))


def _request(headers: Mapping[str, str], body: bytes) -> bytes:
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"POST / HTTP/1.1\r\n{lines}\r\n".encode() + body


def _plain(call: Caller) -> bytes:
    return _request({**call.signed(RAW), "Content-Length": str(len(RAW))}, RAW)


async def _answers(call: Caller, *pieces: bytes, answers: int = 1) -> bytes:
    """Send pieces over one connection, each after the other was taken; return all that comes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", call.url.rpartition(":")[2])
    received = b""
    try:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(0)
        while received.count(b"HTTP/1.1 ") < answers or not received.endswith(b"}"):
            chunk = await reader.read(65536)
            if not chunk:
                break
            received += chunk
    finally:
        writer.close()
        await writer.wait_closed()
    return received


async def test_pieces() -> None:
    """A call may come byte by byte."""
    async with emulated() as call:
        received = await _answers(call, *(bytes((byte,)) for byte in _plain(call)))

        assert received.startswith(b"HTTP/1.1 200 OK\r\n")
        assert b'"FlowGroupId":"yD' in received
        assert 1 == len(call.api.ledger.entries)


async def test_two_at_once() -> None:
    """Two calls in one piece are two calls."""
    async with emulated() as call:
        received = await _answers(call, _plain(call) * 2, answers=2)

        assert 2 == received.count(b'"FlowGroupId":"yD')
        assert 2 == len(call.api.ledger.entries)


async def test_one_after_another() -> None:
    """A connection carries any number of calls, whichever way each of them takes."""
    async with emulated() as call:
        for fault in ("", "internal_error", ""):
            if fault:
                call.api.faults.add(fault)

            assert ((fault and "InternalError") or "created") == await call.create()


async def test_chunked() -> None:
    """A body may come in chunks."""
    async with emulated() as call:
        body = b"%x\r\n%b\r\n0\r\n\r\n" % (len(RAW), RAW)
        headers = {**call.signed(RAW), "Transfer-Encoding": "chunked"}

        assert b'"FlowGroupId":"yD' in await _answers(call, _request(headers, body))


async def test_close() -> None:
    """A connection that the caller wants closed is closed after the answer."""
    async with emulated() as call:
        headers = {**call.signed(RAW), "Content-Length": str(len(RAW)), "Connection": "close"}
        received = await _answers(call, _request(headers, RAW), answers=2)

        assert 1 == received.count(b'"FlowGroupId":"yD')


async def test_field_names() -> None:
    """The names of header fields are the same in any case."""
    async with emulated() as call:
        headers = {**call.signed(RAW), "Content-Length": str(len(RAW))}
        request = _request({name.upper(): value for name, value in headers.items()}, RAW)

        assert b'"FlowGroupId":"yD' in await _answers(call, request)


@pytest.mark.parametrize(
    "head", [b"POST / HTTP/1.1\r\nNo colon\r\n\r\n", b"POST / HTTP/1.1\r\nA : b\r\n\r\n"]
)
async def test_no_http(head: bytes) -> None:
    """What is no HTTP is refused as such, and is no call."""
    async with emulated() as call:
        reader, writer = await asyncio.open_connection("127.0.0.1", call.url.rpartition(":")[2])
        writer.write(head)
        line = await reader.readline()
        writer.close()
        await writer.wait_closed()

        assert line.startswith((b"HTTP/1.0 400", b"HTTP/1.1 400"))
        assert [] == call.api.ledger.entries


async def test_idle_connections_end_with_it() -> None:
    """An emulator that stops leaves no connection open."""
    async with emulated() as call:
        reader, writer = await asyncio.open_connection("127.0.0.1", call.url.rpartition(":")[2])
        writer.write(_plain(call))
        await reader.readuntil(b"}")
    await reader.read()

    assert reader.at_eof()
    writer.close()
    await writer.wait_closed()
