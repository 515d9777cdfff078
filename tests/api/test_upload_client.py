"""Uploads on the wire: signed bytes made on the way, and nothing whole that was not signed."""

import asyncio
import hashlib
from base64 import b64encode
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import orjson
import pytest

from jobs.answer import HttpAnswer, NoAnswer, NotSent
from tests.support.pdfs import pdf
from tests.support.raw_server import OK_BODY, Peer, answer, raw_server
from worker.tencent.client import TencentClient
from worker.tencent.credentials import Credential
from worker.tencent.sign import headers
from worker.tencent.upload import ACTION, PIECE, UploadBody

KEY = Credential("AKIDtest", "secret")
AGENT = b'{"AppId":"app"}'
NOW = 1_700_000_000


@pytest.fixture
def thread() -> Iterator[ThreadPoolExecutor]:
    """Yield a thread to read with."""
    with ThreadPoolExecutor(1) as pool:
        yield pool


def body_of(content: bytes, thread: ThreadPoolExecutor, file: BytesIO | None = None) -> UploadBody:
    sha256 = hashlib.sha256(content).hexdigest()
    return UploadBody(AGENT, file or BytesIO(content), sha256, len(content), thread)


async def whole(body: UploadBody) -> bytes:
    return b"".join([piece async for piece in body.pieces()])


@pytest.fixture
async def peer_and_client() -> AsyncIterator[tuple[list[bytes], TencentClient]]:
    """Yield what a server receives, and a client of it."""

    async def serve(peer: Peer) -> None:
        while True:
            await peer.request()
            await peer.send(answer())

    async with (
        raw_server(serve) as server,
        TencentClient(server.url, request_timeout=30, grace=0) as client,
    ):
        yield server.requests, client


@pytest.mark.parametrize("size", [1, 2, 3, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 5_000_000])
async def test_the_body_is_the_documents(size: int, thread: ThreadPoolExecutor) -> None:
    """Whatever its size, a file comes out as one JSON request with its bytes, as long as was said."""
    content = pdf()[:size] if size < 10 else pdf(size=size)
    body = body_of(content, thread)
    await body.hash()
    raw = await whole(body)

    assert (len(raw), hashlib.sha256(raw).hexdigest()) == (body.size, body.sha256)
    assert {
        "Agent": {"AppId": "app"},
        "BusinessType": "DOCUMENT",
        "FileInfos": [
            {
                "FileBody": b64encode(content).decode(),
                "FileName": f"{hashlib.sha256(content).hexdigest()}.pdf",
            }
        ],
    } == orjson.loads(raw)


async def test_exactly_the_signed_bytes_leave(
    peer_and_client: tuple[list[bytes], TencentClient], thread: ThreadPoolExecutor
) -> None:
    """Headers and body on the wire are those that were signed; the connection serves the next call."""
    requests, client = peer_and_client
    body = body_of(pdf(size=3_000_000), thread)
    await body.hash()
    exchanges = [await client.upload(ACTION, body, KEY, NOW) for _ in range(2)]
    sent = await whole(body)

    signed = headers(KEY, action=ACTION, host=client.host, body=sent, timestamp=NOW)
    assert [HttpAnswer(200, OK_BODY)] * 2 == [exchange.answer for exchange in exchanges]
    for request in requests:
        head, _, received = request.partition(b"\r\n\r\n")
        lines = head.decode().split("\r\n")

        assert sent == received
        assert {f"{name}: {value}" for name, value in signed.items()} <= set(lines)
        assert f"Content-Length: {len(sent)}" in lines


async def test_memory_stays_small(thread: ThreadPoolExecutor) -> None:
    """A reader that takes nothing stops the pieces: no more than a few are made in advance."""
    made: list[int] = []
    stuck = asyncio.Event()

    class Counted(BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            made.append(1)
            return super().read(size)

    async def serve(peer: Peer) -> None:
        await peer.reader.readexactly(1)
        await stuck.wait()

    content = pdf(size=60_000_000)
    body = body_of(content, thread, Counted(content))
    await body.hash()
    made.clear()
    async with (
        raw_server(serve) as server,
        TencentClient(server.url, request_timeout=1, grace=0) as client,
    ):
        exchange = await client.upload(ACTION, body, KEY, NOW)
        stuck.set()

    assert NoAnswer("Worker.Timeout") == exchange.answer
    assert 0 < len(made) < 60


@pytest.mark.parametrize("other", [pdf("another"), pdf("shorter")[:-1], b"", pdf("c" * 500_000)])
async def test_a_file_that_changed_does_not_leave_whole(
    other: bytes, thread: ThreadPoolExecutor
) -> None:
    """Between hash and sending another file lies there: the request ends before its end, unjudged."""
    received: list[bytes] = []
    ended = asyncio.Event()

    async def serve(peer: Peer) -> None:
        received.append(await peer.gone())
        ended.set()

    file = BytesIO(pdf("contract"))
    body = body_of(pdf("contract"), thread, file)
    await body.hash()
    file.seek(0)
    file.truncate()
    file.write(other)
    async with (
        raw_server(serve) as server,
        TencentClient(server.url, request_timeout=30, grace=0) as client,
    ):
        exchange = await client.upload(ACTION, body, KEY, NOW)
        await ended.wait()

    assert isinstance(exchange.answer, NoAnswer)
    assert body.changed
    assert len(received[0].partition(b"\r\n\r\n")[2]) < body.size


async def test_a_refusal_before_the_end_is_the_answer(thread: ThreadPoolExecutor) -> None:
    """A gateway that refuses early and closes is understood, and its connection is not used again."""
    refusal = (
        b'{"Response":{"Error":{"Code":"RequestLimitExceeded","Message":""},"RequestId":"s1"}}'
    )

    async def serve(peer: Peer) -> None:
        await peer.reader.readuntil(b"\r\n\r\n")
        await peer.send(answer(refusal))

    body = body_of(pdf(size=20_000_000), thread)
    await body.hash()
    async with (
        raw_server(serve) as server,
        TencentClient(server.url, request_timeout=30, grace=0) as client,
    ):
        exchanges = [await client.upload(ACTION, body, KEY, NOW) for _ in range(2)]
        connections = server.connections

    assert [HttpAnswer(200, refusal)] * 2 == [exchange.answer for exchange in exchanges]
    assert 2 == connections


async def test_a_slot_that_is_not_wanted_keeps_every_byte_here(
    peer_and_client: tuple[list[bytes], TencentClient], thread: ThreadPoolExecutor
) -> None:
    """Before a slot nothing of a file leaves."""
    requests, client = peer_and_client

    async def no() -> bool:
        return False

    body = body_of(pdf(), thread)
    await body.hash()
    exchange = await client.upload(ACTION, body, KEY, NOW, before_send=no)

    assert (NotSent("Worker.SlotMissed"), []) == (exchange.answer, requests)
