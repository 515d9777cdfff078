"""The emulator as a server on loopback."""

import asyncio
import signal
from collections.abc import Callable, Mapping
from typing import Self

from aiohttp import web

from worker.emulator.actions import handlers
from worker.emulator.admin import PREFIX, Admin
from worker.emulator.call import Call
from worker.emulator.config import EmulatorConfig, KeyPair
from worker.emulator.delivery import Answer, misdeliver, send, whole
from worker.emulator.faults import Fault, Faults
from worker.emulator.filestore import FileStore
from worker.emulator.gate import Gate
from worker.emulator.gateway import Gateway
from worker.emulator.ids import request_id
from worker.emulator.ledger import Ledger
from worker.emulator.quick import Quick
from worker.emulator.refusal import Refusal

_HINT = "flowgroup emulator: POST signed API calls here; GET /_emulator/summary for the figures\n"


class Emulator:
    """Serves while its `async with` block runs.

    Attributes:
        tuning: limit, window, latency, quota and validation; may be changed at any time.
        faults: what goes wrong, and when.
        ledger: what came in and what was created.
        gate: where faults that wait hold their calls.
        files: what was uploaded.
    """

    def __init__(self, config: EmulatorConfig | None = None) -> None:
        self._config = config or EmulatorConfig()
        self.tuning = self._config.tuning()
        self.faults = Faults(self._config.seed)
        self.ledger = Ledger(self._config.ledger)
        self.gate = Gate()
        self.files = FileStore()
        self._admin = Admin(self.tuning, self.faults, self.ledger, self.gate, self.files)
        self._actions = handlers(self.tuning, self.files)
        self._gateway = Gateway(self._config, self.tuning, self._actions)
        self._port = self._config.port
        self._quick: set[asyncio.Transport] = set()

    @property
    def url(self) -> str:
        """Tell the endpoint, with the port that was taken."""
        host = f"[{self._config.host}]" if ":" in self._config.host else self._config.host
        return f"http://{host}:{self._port}"

    @property
    def key(self) -> KeyPair:
        """Hand out a calling key that is known here."""
        return self._config.keys[0]

    async def __aenter__(self) -> Self:
        """Start to serve.

        Raises:
            OSError: the port is taken.
        """
        self._web = web.Server(self._handle, access_log=None)
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            self._connection, self._config.host, self._config.port, backlog=1024
        )
        self._port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        """Let go what waits, stop, close the ledger's file."""
        self._server.close()
        for transport in tuple(self._quick):
            transport.close()
        self.gate.stop()
        await self._web.shutdown(1)
        self.ledger.close()

    def _connection(self) -> asyncio.Protocol:
        fault = self.faults.take_connection()
        if fault is None:
            return Quick(self._answer_at_once, self._web, self._quick)
        self.ledger.add(self._call("CONNECT", {}, b""), fault=fault.name)
        return _Closing()

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        if request.path.startswith(PREFIX):
            return await self._admin.handle(request)
        if request.path != "/":
            return web.Response(status=404, text="the API is at /\n")
        if request.method == "GET" and "X-TC-Action" not in request.headers:
            return web.Response(text=_HINT)
        try:
            raw = await request.content.read()
        except ConnectionError:
            return web.Response()
        return await self._answer(request, self._call(request.method, request.headers, raw))

    def _call(self, method: str, headers: Mapping[str, str], raw: bytes) -> Call:
        clock = self._config.clock
        wall = clock.wall()
        return Call(
            method=method,
            headers=headers,
            raw=raw,
            arrived=clock.monotonic(),
            wall=wall,
            request_id=request_id(wall),
        )

    def _answer_at_once(self, headers: Mapping[str, str], raw: bytes) -> bytes | None:
        """Answer a plain call; None where the answer takes time or may be mishandled."""
        if self.faults.waiting or self.tuning.latency:
            return None
        call = self._call("POST", headers, raw)
        try:
            self._gateway.admit(call)
        except Refusal as refusal:
            return whole(self._refuse(call, refusal))
        return whole(self._perform(call, None))

    async def _answer(self, request: web.BaseRequest, call: Call) -> web.StreamResponse:
        try:
            self._gateway.admit(call)
        except Refusal as refusal:
            return send(self._refuse(call, refusal))
        fault = self.faults.take(call)
        if fault is not None and fault.kind == "slow":
            await self.gate.hold(fault.seconds)
        answer = self._perform(call, fault)
        if self.tuning.latency:
            await asyncio.sleep(self.tuning.latency)
        return (
            send(answer) if fault is None else await misdeliver(fault, answer, request, self.gate)
        )

    def _perform(self, call: Call, fault: Fault | None) -> Answer:
        """Do the call's work unless the fault forbids; the ledger knows before the caller."""
        name, code = (fault.name, fault.code) if fault else ("", "")
        if fault is not None and not fault.creates:
            self.ledger.add(call, code=code, fault=name)
            return Answer({"RequestId": call.request_id}, call.wall)
        try:
            made = self._actions[call.action](call)
        except Refusal as refusal:
            return self._refuse(call, refusal, name)
        self.ledger.add(call, code=code, fault=name, **made.record())
        return Answer(made.response, call.wall)

    def _refuse(self, call: Call, refusal: Refusal, fault: str = "") -> Answer:
        self.ledger.add(call, code=refusal.code, fault=fault)
        error = {"Code": refusal.code, "Message": refusal.message}
        return Answer({"Error": error, "RequestId": call.request_id}, call.wall)


class _Closing(asyncio.Protocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        transport.close()


async def serve(config: EmulatorConfig, ready: Callable[[Emulator], None]) -> None:
    """Serve until SIGINT or SIGTERM; `ready` is told once calls are accepted.

    Raises:
        OSError: the port is taken.
    """
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with Emulator(config) as api:
        ready(api)
        await stop.wait()
