"""What watchers are sent: the live part of a page whenever it was looked at anew, and the strip's seconds."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import orjson
from aiohttp import web

from worker.ops.web.page.board import Look
from worker.ops.web.page.keys import BOARD, LIVE
from worker.ops.web.page.views import SHOWN, only, shown
from worker.ops.web.visit import VISIT

SILENT: Final = b": \n\n"
SILENCE: Final = 15.0  # s after which a comment keeps the connection open
HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Type": "text/event-stream; charset=utf-8",
    "X-Accel-Buffering": "no",
    "X-Content-Type-Options": "nosniff",
}


async def stream(request: web.Request) -> web.StreamResponse:
    """Send until the visitor or the process leaves."""
    name = request.match_info["topic"]
    if name not in SHOWN:
        raise web.HTTPNotFound
    reply = await opened(request)
    names = ("tonight", "pulse") if name == "tonight" else (name,)
    live, sent = request.app[LIVE], dict.fromkeys(names, 0)
    with live.watching(*names), suppress(ConnectionResetError):
        while not live.closed:
            news = [await _news(request, part, sent) for part in names]
            await reply.write(b"".join(news) or SILENT)
            await live.changed(SILENCE, lambda: _fresh(request, sent))
    return reply


async def opened(request: web.Request) -> web.StreamResponse:
    """Begin a stream of events."""
    reply = web.StreamResponse(headers=HEADERS)
    await reply.prepare(request)
    return reply


def _fresh(request: web.Request, sent: Mapping[str, int]) -> bool:
    return any(request.app[BOARD].last(name).version != version for name, version in sent.items())


async def _news(request: web.Request, name: str, sent: dict[str, int]) -> bytes:
    """Return what was seen since the last time."""
    look = request.app[BOARD].last(name)
    if sent[name] == look.version:
        return b""
    sent[name] = look.version
    if look.fault is not None:
        return event("away", look.fault)
    if name == "pulse":
        return event("pulse", pulse(look))
    visit = request[VISIT]
    text = await asyncio.to_thread(
        shown, name, look, visit.lang, only(request), steer=visit.may_steer
    )
    return event("back", "") + event("", text)


def event(name: str, data: str) -> bytes:
    """Return one message; without a name it takes the place of the live part."""
    head = [f"event: {name}"] if name else []
    lines = [*head, *(f"data: {line}" for line in data.splitlines() or [""]), "", ""]
    return "\n".join(lines).encode()


def pulse(look: Look) -> str:
    """Return the database's second and the strip's seconds as the script takes them."""
    rows: Sequence[Mapping[str, Any]] = look.value if isinstance(look.value, list) else []
    names = ("second", "granted", "accepted", "refused")
    seconds = [[row[name] for name in names] for row in rows if row["second"] is not None]
    told = {"now": None, "offset": None} if not rows else _clock(rows[0]["now"])
    return orjson.dumps(told | {"seconds": seconds}).decode()


def _clock(now: float) -> dict[str, float]:
    """Return the database's second, and by how many seconds the zone of all times here is ahead of UTC."""
    zone = datetime.fromtimestamp(now, tz=UTC).astimezone().utcoffset() or timedelta()
    return {"now": now, "offset": zone.total_seconds()}
