"""How an answer goes over the wire, whole or mishandled."""

import asyncio
import socket
import struct
from email.utils import formatdate
from functools import lru_cache
from typing import NamedTuple

import orjson
from aiohttp import web

from worker.emulator.faults import Fault
from worker.emulator.gate import Gate

_RESET = struct.pack("ii", 1, 0)
_NULLS = {
    "none": (),
    "slow": (),
    "late": (),
    "null_ids": ("FlowIds",),
    "null_group": ("FlowGroupId", "FlowIds"),
}


class Answer(NamedTuple):
    """What the API has to say.

    Attributes:
        response: the object below `Response`.
        wall: epoch seconds for the Date header.
    """

    response: dict[str, object]
    wall: float

    @property
    def failed(self) -> bool:
        """Tell whether it is an error."""
        return "Error" in self.response

    def failing(self, code: str, text: str = "") -> "Answer":
        """Say an error instead."""
        text = text or "injected by the emulator"
        request_id = self.response["RequestId"]
        return Answer(
            {"Error": {"Code": code, "Message": text}, "RequestId": request_id}, self.wall
        )

    def without(self, *fields: str) -> "Answer":
        """Say null in place of some fields, unless this is an error."""
        missing = {} if self.failed else dict.fromkeys(fields)
        return Answer({**self.response, **missing}, self.wall)

    def shortened(self) -> "Answer":
        """Leave out the last of FlowIds."""
        ids = self.response.get("FlowIds")
        short = {"FlowIds": ids[:-1]} if isinstance(ids, list) else {}
        return Answer({**self.response, **short}, self.wall)

    def body(self) -> bytes:
        """Write the envelope as JSON."""
        return orjson.dumps({"Response": self.response})


def send(answer: Answer) -> web.Response:
    """Answer as the API does: 200 for errors too."""
    return web.Response(body=answer.body(), headers=_headers(int(answer.wall)))


@lru_cache(maxsize=2)
def _headers(second: int) -> dict[str, str]:
    return {"Content-Type": "application/json", "Date": formatdate(second, usegmt=True)}


async def misdeliver(
    fault: Fault, answer: Answer, request: web.BaseRequest, gate: Gate
) -> web.StreamResponse:
    """Answer as the fault says; a refused call keeps its own code."""
    match fault.kind:
        case "code" | "internal_error":
            return send(answer if answer.failed else answer.failing(fault.code, fault.text))
        case "short_ids":
            return send(answer.shortened())
        case "html_502" | "redirect" | "garbage":
            return _foreign(fault)
        case kind if kind in _NULLS:
            await gate.hold(fault.seconds if kind == "late" else 0)
            return send(answer.without(*_NULLS[kind]))
        case _:
            return await _break(fault, answer, request, gate)


def _foreign(fault: Fault) -> web.Response:
    if fault.kind == "html_502":
        page = "<html><body><h1>502 Bad Gateway</h1></body></html>"
        return web.Response(status=502, text=page, content_type="text/html")
    if fault.kind == "redirect":
        return web.Response(status=307, headers={"Location": fault.location})
    return web.Response(body=b"\x1f\x8bno json", headers={"Content-Type": "application/json"})


async def _break(
    fault: Fault, answer: Answer, request: web.BaseRequest, gate: Gate
) -> web.StreamResponse:
    transport = request.transport
    if transport is not None:
        await _write(fault, whole(answer), transport, gate)
        if fault.kind in {"hang", "reset"}:
            reset(transport)
        else:
            transport.close()
    # The server library finds the connection closed and drops this.
    return web.Response()


async def _write(fault: Fault, raw: bytes, transport: asyncio.Transport, gate: Gate) -> None:
    match fault.kind:
        case "hang":
            await gate.hold(fault.seconds)
        case "truncated":
            transport.write(raw[:-20])
        case "close":
            transport.write(raw)
        case "slow_loris":
            for byte in raw:
                if transport.is_closing():
                    break
                transport.write(bytes((byte,)))
                await gate.hold(fault.seconds)
        case _:
            return


def reset(transport: asyncio.Transport) -> None:
    """End a connection by RST instead of FIN."""
    transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
    transport.abort()


def whole(answer: Answer) -> bytes:
    """Write an answer as it goes over the wire."""
    body = answer.body()
    return b"%bContent-Length: %d\r\n\r\n%b" % (_head(int(answer.wall)), len(body), body)


@lru_cache(maxsize=2)
def _head(second: int) -> bytes:
    lines = "".join(f"{name}: {value}\r\n" for name, value in _headers(second).items())
    return f"HTTP/1.1 200 OK\r\n{lines}".encode()
