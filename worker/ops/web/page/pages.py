"""The pages that show one look: tonight, errors, in doubt, accounts, workers."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final, TypeAlias

from aiohttp import web

from worker.ops.web.page.keys import BOARD
from worker.ops.web.page.render import page
from worker.ops.web.page.stream import pulse
from worker.ops.web.page.views import only, shown
from worker.ops.web.visit import VISIT

Handler: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]
BUSY: Final = 503


def live_page(name: str) -> Handler:
    """Return the handler of a page whose main part is live."""

    async def handle(request: web.Request) -> web.Response:
        look = await request.app[BOARD].read(name)
        if look.fault is not None:
            return page(request, "away", status=BUSY, fault=look.fault)
        visit = request[VISIT]
        part = await asyncio.to_thread(
            shown, name, look, visit.lang, only(request), steer=visit.may_steer
        )
        return page(request, "live", topic=name, part=part, query=request.query_string, strip=None)

    return handle


async def tonight(request: web.Request) -> web.Response:
    """Show the night, with the strip's seconds so far."""
    board = request.app[BOARD]
    look, seconds = await board.read("tonight"), await board.read("pulse")
    if look.fault is not None:
        return page(request, "away", status=BUSY, fault=look.fault)
    visit = request[VISIT]
    part = await asyncio.to_thread(shown, "tonight", look, visit.lang, "", steer=visit.may_steer)
    return page(
        request,
        "live",
        topic="tonight",
        part=part,
        query="",
        strip=pulse(seconds),
    )
