"""The client: what goes out, what stays here, and which connection carries it."""

import asyncio
import ssl
from pathlib import Path

import pytest

from jobs.answer import HttpAnswer, NotSent
from tests.support.raw_server import OK_BODY, Peer, answer, raw_server
from worker.tencent.client import Exchange, TencentClient
from worker.tencent.credentials import Credential
from worker.tencent.door import BeforeSend
from worker.tencent.sign import headers

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


async def test_exactly_the_signed_headers_and_bytes_go_out() -> None:
    """Host, content type, signature and body on the wire are those that were signed."""
    async with raw_server(_serve) as server, _client(server.url) as client:
        await _call(client)
        await _call(client)

        signed = headers(KEY, action=ACTION, host=client.host, body=BODY, timestamp=1_700_000_000)
        expected = signed | {
            "Accept": "*/*",
            "Accept-Encoding": "identity",
            "User-Agent": "flowgroup",
            "Content-Length": str(len(BODY)),
        }
        assert f"127.0.0.1:{server.port}" == client.host
        for request in server.requests:
            head, _, body = request.partition(b"\r\n\r\n")
            first, *lines = head.decode().split("\r\n")

            assert ("POST / HTTP/1.1", BODY) == (first, body)
            assert sorted(f"{name}: {value}" for name, value in expected.items()) == sorted(lines)


async def test_an_exchange_tells_date_and_latency() -> None:
    """The server's Date comes as epoch seconds, the latency as seconds."""
    async with raw_server(_serve) as server, _client(server.url) as client:
        exchange = await _call(client)

        assert (OK, 1_700_000_000) == (exchange.answer, exchange.server_date)
        assert 0 < exchange.latency_s < 30


@pytest.mark.parametrize("date", [b"", b"Date: yesterday\r\n", b"Date:\r\n"])
async def test_a_missing_or_odd_date_is_none(date: bytes) -> None:
    """A Date that cannot be read changes nothing else."""

    async def serve(peer: Peer) -> None:
        await peer.request()
        await peer.send(answer(extra=date))

    async with raw_server(serve) as server, _client(server.url) as client:
        exchange = await _call(client)

        assert (OK, None) == (exchange.answer, exchange.server_date)


async def test_a_no_before_sending_keeps_every_byte_here() -> None:
    """before_send False: not one byte arrives, on a new connection and on a used one."""
    stray: list[bytes] = []
    ended = asyncio.Event()

    async def serve(peer: Peer) -> None:
        stray.append(await peer.reader.readexactly(1))
        await peer.reader.readuntil(b"\r\n\r\n" + BODY)
        await peer.send(answer())
        stray.append(await peer.gone())
        ended.set()

    async with raw_server(serve) as server:
        async with _client(server.url) as client:
            missed_new = await _call(client, no)
            assert [] == stray

            sent = await _call(client, yes)
            missed_used = await _call(client, no)
        await ended.wait()

        assert Exchange(NotSent("Worker.SlotMissed")) == missed_new
        assert OK == sent.answer
        assert Exchange(NotSent("Worker.SlotMissed")) == missed_used
        assert ([b"P", b""], 1) == (stray, server.connections)


async def test_before_sending_is_asked_once_with_a_connection_in_hand() -> None:
    """before_send is asked once a call, after the connection stands and before a byte leaves."""
    asked: list[tuple[int, int]] = []

    async with raw_server(_serve) as server, _client(server.url) as client:

        async def ask() -> bool:
            asked.append((server.connections, len(server.requests)))
            return True

        await _call(client, ask)
        await _call(client, ask)

        assert [0, 1] == [requests for _, requests in asked]
        assert 1 == server.connections


async def test_before_sending_is_not_asked_without_a_connection() -> None:
    """Where no connection comes, nobody is asked."""
    asked: list[str] = []

    async def ask() -> bool:
        asked.append("asked")
        return True

    async with raw_server(_serve) as server:
        url = server.url
    async with _client(url) as client:
        outcome = await _call(client, ask)

    assert (NotSent("Worker.ConnectFailed"), []) == (outcome.answer, asked)


async def test_a_defect_in_before_send_is_loud_and_sends_nothing() -> None:
    """An exception of the caller's own is not taken for a fault of the network."""
    async with raw_server(_serve) as server, _client(server.url) as client:
        with pytest.raises(ZeroDivisionError):
            await _call(client, defective)

        assert [] == server.requests


async def test_a_proxy_of_the_environment_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """HTTP_PROXY does not see the contracts."""
    async with raw_server(_serve) as proxy, raw_server(_serve) as server:
        monkeypatch.setenv("http_proxy", proxy.url)
        async with _client(server.url) as client:
            await _call(client)

        assert (0, 1) == (proxy.connections, len(server.requests))


async def test_an_untrusted_certificate_is_not_sent_to() -> None:
    """A certificate that no authority signed gets no byte."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(PEM)

    async with raw_server(_serve, context) as server:
        async with _client(f"https://localhost:{server.port}") as client:
            outcome = (await _call(client)).answer

        assert (NotSent("Worker.ConnectFailed"), []) == (outcome, server.requests)


async def test_a_certificate_of_a_given_context_is_trusted() -> None:
    """With a context that knows the certificate the call goes through TLS, kept alive."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(PEM)
    trusting = ssl.create_default_context(cafile=PEM)

    async with (
        raw_server(_serve, context) as server,
        TencentClient(
            f"https://localhost:{server.port}", request_timeout=30, grace=0, ssl=trusting
        ) as client,
    ):
        await client.warm()
        outcomes = [(await _call(client)).answer for _ in range(3)]

        assert [OK] * 3 == outcomes
        assert 1 == server.connections


async def test_a_client_that_is_not_open_says_so() -> None:
    """Calling outside of 'async with' is a defect, told as such."""
    client = _client("https://essbasic.tencentcloudapi.com")

    with pytest.raises(RuntimeError, match="async with"):
        await _call(client)

    await client.__aexit__(None, None, None)
