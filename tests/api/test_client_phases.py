"""The phase matrix: each fault of a network has one exact answer, and one request at most."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest

from jobs.answer import Answer, NoAnswer, NotSent
from tests.support.raw_server import Peer, Script, answer, raw_server
from worker.tencent.client import Exchange, TencentClient
from worker.tencent.credentials import Credential

KEY = Credential("AKIDexample", "keyexample")
ACTION = "ChannelCreateFlowGroupByFiles"
BODY = '{"FlowGroupName":"采购合同"}'.encode()


@asynccontextmanager
async def _client(url: str, total: float = 30, connect: float = 5) -> AsyncIterator[TencentClient]:
    async with TencentClient(
        url, request_timeout=total, grace=0, connect_timeout=connect
    ) as client:
        yield client


async def _call(client: TencentClient) -> Exchange:
    return await client.call(ACTION, BODY, KEY, 1_700_000_000)


async def _answer_to(url: str, total: float = 30, connect: float = 5) -> Answer:
    async with _client(url, total, connect) as client:
        return (await _call(client)).answer


@pytest.fixture
def closed_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


@pytest.fixture
def full_backlog() -> Iterator[int]:
    """A port that listens but whose queue of connections is full."""
    with socket.socket() as listener, socket.socket() as first, socket.socket() as second:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for filler in (first, second):
            filler.settimeout(0)
            filler.connect_ex(listener.getsockname())
        yield int(listener.getsockname()[1])


async def test_an_unknown_host_is_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that DNS does not know sends nothing."""

    async def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", unknown)

    assert NotSent("Worker.ConnectFailed") == await _answer_to("https://api.invalid")


async def test_a_refused_connection_is_not_sent(closed_port: int) -> None:
    """A port without a listener gets nothing."""
    assert NotSent("Worker.ConnectFailed") == await _answer_to(f"http://127.0.0.1:{closed_port}")


async def test_a_connect_timeout_is_not_sent(full_backlog: int) -> None:
    """A listener that never accepts gets nothing within the connect timeout."""
    url = f"http://127.0.0.1:{full_backlog}"

    assert NotSent("Worker.ConnectFailed") == await _answer_to(url, connect=0.2)


async def test_a_server_without_tls_is_not_sent() -> None:
    """A handshake answered by something else than TLS sends no request."""

    async def no_tls(peer: Peer) -> None:
        await peer.send(answer())

    async with raw_server(no_tls) as server:
        assert NotSent("Worker.ConnectFailed") == await _answer_to(
            f"https://127.0.0.1:{server.port}"
        )


async def test_a_tls_hang_is_not_sent() -> None:
    """A handshake that is never answered ends with the connect timeout, and sends no request."""

    async def hang(peer: Peer) -> None:
        await peer.gone()

    async with raw_server(hang) as server:
        url = f"https://127.0.0.1:{server.port}"

        assert NotSent("Worker.ConnectFailed") == await _answer_to(url, connect=0.2)


async def _accept_then_close(_peer: Peer) -> None:
    """End without reading."""


async def _reset_before_reading(peer: Peer) -> None:
    peer.reset()


async def _reset_after_reading(peer: Peer) -> None:
    await peer.request()
    peer.reset()


async def _close_after_reading(peer: Peer) -> None:
    await peer.request()


async def _truncated(peer: Peer) -> None:
    await peer.request()
    await peer.send(answer()[:-5])


async def _truncated_head(peer: Peer) -> None:
    await peer.request()
    await peer.send(b"HTTP/1.1 200 OK\r\nContent-Le")


async def _truncated_chunks(peer: Peer) -> None:
    await peer.request()
    await peer.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{}")


async def _garbage(peer: Peer) -> None:
    await peer.request()
    await peer.send(b"\x00\x01 this is no HTTP\r\n\r\n")


async def _endless_head(peer: Peer) -> None:
    await peer.request()
    await peer.send(b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 100_000 + b"\r\n\r\n")


async def _oversize(peer: Peer) -> None:
    await peer.request()
    await peer.send(answer(b" " * (1024 * 1024 + 1)))


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        (_accept_then_close, "Worker.ConnectionLost"),
        (_reset_before_reading, "Worker.ConnectionLost"),
        (_reset_after_reading, "Worker.ConnectionLost"),
        (_close_after_reading, "Worker.ConnectionLost"),
        (_truncated, "Worker.ConnectionLost"),
        (_truncated_head, "Worker.ConnectionLost"),
        (_truncated_chunks, "Worker.ConnectionLost"),
        (_garbage, "Worker.BadAnswer"),
        (_endless_head, "Worker.BadAnswer"),
        (_oversize, "Worker.BadAnswer"),
    ],
)
async def test_a_broken_answer_is_no_answer(script: Script, reason: str) -> None:
    """After the connection is there, whatever breaks leaves the outcome open; nothing is resent."""
    async with raw_server(script) as server:
        outcome = await _answer_to(server.url)

        assert NoAnswer(reason) == outcome
        assert (1, True) == (server.connections, len(server.requests) <= 1)


async def _silent(peer: Peer) -> None:
    await peer.request()
    await peer.gone()


async def _slow_loris(peer: Peer) -> None:
    await peer.request()
    await peer.send(answer(b" " * 1000)[:-1000])
    gone = asyncio.create_task(peer.gone(), name="client-gone")
    while not gone.done():
        await peer.send(b" ")
        await asyncio.wait({gone}, timeout=0.02)


@pytest.mark.parametrize("script", [_silent, _slow_loris])
async def test_an_answer_that_never_ends_is_a_timeout(script: Script) -> None:
    """Neither silence nor a drip of bytes holds a call beyond timeout plus grace."""
    async with raw_server(script) as server:
        assert NoAnswer("Worker.Timeout") == await _answer_to(server.url, total=0.2)
        assert 1 == len(server.requests)
