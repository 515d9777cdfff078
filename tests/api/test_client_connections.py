"""Which connection carries a call."""

import asyncio
from pathlib import Path

import pytest

from jobs.answer import HttpAnswer
from tests.support.raw_server import OK_BODY, Peer, answer, raw_server
from worker.tencent import door
from worker.tencent.client import Exchange, TencentClient
from worker.tencent.credentials import Credential
from worker.tencent.door import BeforeSend

KEY = Credential("AKIDexample", "keyexample", "token", "ap-guangzhou")
ACTION = "ChannelCreateFlowGroupByFiles"
BODY = '{"FlowGroupName":"采购合同"}'.encode()
PEM = Path(__file__).parent / "data" / "localhost.pem"
OK = HttpAnswer(200, OK_BODY)


def _client(url: str) -> TencentClient:
    return TencentClient(url, request_timeout=30, grace=0)


async def yes() -> bool:
    return True


async def no() -> bool:
    return False


async def defective() -> bool:
    return bool(1 // 0)


async def _call(client: TencentClient, before_send: BeforeSend | None = None) -> Exchange:
    return await client.call(ACTION, BODY, KEY, 1_700_000_000, before_send=before_send)


async def _serve(peer: Peer) -> None:
    while True:
        await peer.request()
        await peer.send(answer(extra=b"Date: Tue, 14 Nov 2023 22:13:20 GMT\r\nSet-Cookie: a=b\r\n"))


async def test_warming_connects_and_sends_nothing() -> None:
    """A warmed connection carries the next call; warming twice opens no second one."""
    async with raw_server(_serve) as server, _client(server.url) as client:
        warmed = [await client.warm(), await client.warm()]
        assert [] == server.requests

        outcome = (await _call(client)).answer

        assert ([True, True], OK) == (warmed, outcome)
        assert (1, 1) == (server.connections, len(server.requests))


async def test_warming_says_when_nobody_answers() -> None:
    """Without a server there is no connection to warm."""
    async with raw_server(_serve) as server:
        url = server.url
    async with _client(url) as client:
        assert not await client.warm()


@pytest.mark.parametrize("noticed", [False, True])
async def test_an_answer_nobody_asked_for_is_never_taken_for_a_calls_own(*, noticed: bool) -> None:
    """A second answer to the first call does not become the second call's, read already or not."""
    strayed = asyncio.Event()

    async def twice(peer: Peer) -> None:
        await peer.request()
        await peer.send(answer(b"first"))
        await strayed.wait()
        await peer.send(answer(b"stray"))
        await peer.gone()

    async def once(peer: Peer) -> None:
        await (twice if peer.server.connections == 1 else _serve)(peer)

    async with raw_server(once) as server, _client(server.url) as client:
        first = (await _call(client)).answer
        strayed.set()
        await _round_trip(server.port) if noticed else await asyncio.sleep(0)
        second = (await _call(client)).answer

        assert (HttpAnswer(200, b"first"), OK) == (first, second)
        assert 2 + noticed == server.connections


async def _round_trip(port: int) -> None:
    """Let the event loop see whatever arrived before."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n")
    await reader.readuntil(OK_BODY)
    writer.close()
    await writer.wait_closed()


async def test_a_connection_put_back_unused_grows_old_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Missed slots do not keep a connection young beyond the keep-alive time."""
    async with raw_server(_serve) as server, _client(server.url) as client:
        await client.warm()
        monkeypatch.setattr(door, "KEEP_ALIVE_S", 0)
        await client.warm()

        assert 2 == server.connections
