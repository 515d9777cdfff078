"""Answers that come: redirected, odd, late, and on connections that end."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from jobs.answer import Answer, HttpAnswer, NoAnswer
from tests.support.raw_server import OK_BODY, Peer, answer, raw_server
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


async def test_a_redirect_is_an_answer(closed_port: int) -> None:
    """A 307 to a port that refuses is not followed: it is the answer, and not 'never sent'."""

    async def redirect(peer: Peer) -> None:
        await peer.request()
        location = b"Location: http://127.0.0.1:%d/\r\n" % closed_port
        await peer.send(answer(b"", status=b"307 Temporary Redirect", extra=location))

    async with raw_server(redirect) as server:
        assert HttpAnswer(307, b"") == await _answer_to(server.url)
        assert 1 == len(server.requests)


@pytest.mark.parametrize("body", [OK_BODY, b"<html>", b"\x1f\x8b\x00"])
async def test_a_whole_answer_is_handed_on_as_received(body: bytes) -> None:
    """Status and bytes come through untouched, encoded or not."""

    async def odd(peer: Peer) -> None:
        await peer.request()
        await peer.send(answer(body, status=b"502 Bad", extra=b"Content-Encoding: gzip\r\n"))

    async with raw_server(odd) as server:
        assert HttpAnswer(502, body) == await _answer_to(server.url)


async def test_a_late_answer_is_still_read() -> None:
    """An answer that comes after the request timeout, within the grace, is handed on."""
    release = asyncio.Event()

    async def late(peer: Peer) -> None:
        await peer.request()
        await release.wait()
        await peer.send(answer())

    async with (
        raw_server(late) as server,
        TencentClient(server.url, request_timeout=0.01, grace=30) as client,
    ):
        task = asyncio.create_task(_call(client))
        await server.received.wait()
        done, _ = await asyncio.wait({task}, timeout=0.05)
        release.set()
        exchange = await task

        assert set() == done
        assert HttpAnswer(200, OK_BODY) == exchange.answer
        assert 0.05 <= exchange.latency_s < 30


async def _once_then_close(peer: Peer) -> None:
    await peer.request()
    await peer.send(answer())
    await peer.request()


async def test_a_call_on_a_connection_that_the_server_closes_is_not_resent() -> None:
    """The second call of a connection that dies under it is in doubt, and sent once."""
    async with raw_server(_once_then_close) as server, _client(server.url) as client:
        first = (await _call(client)).answer
        second = (await _call(client)).answer

        assert HttpAnswer(200, OK_BODY) == first
        assert NoAnswer("Worker.ConnectionLost") == second
        assert (1, 2) == (server.connections, len(server.requests))


async def test_a_connection_closed_while_idle_is_replaced() -> None:
    """A connection that the server closed between two calls is not used for the second."""
    closed = asyncio.Event()

    async def one_each(peer: Peer) -> None:
        await peer.request()
        await peer.send(answer())
        peer.writer.close()
        await peer.writer.wait_closed()
        closed.set()

    async with raw_server(one_each) as server, _client(server.url) as client:
        await _call(client)
        await closed.wait()
        second = (await _call(client)).answer

        assert HttpAnswer(200, OK_BODY) == second
        assert (2, 2) == (server.connections, len(server.requests))
