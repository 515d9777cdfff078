"""What watchers of rows are sent: a list's lines, or one row's story, when a row has changed and now and then."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

from aiohttp import web
from sqlalchemy.exc import DBAPIError

from worker.database import speaking_of_the_database
from worker.errors import DatabaseAwayError, FlowgroupError
from worker.ops.jobs.filters import positive
from worker.ops.jobs.query import line_of
from worker.ops.web.page.board import Board, Look
from worker.ops.web.page.job import job_part
from worker.ops.web.page.jobs import ROWS
from worker.ops.web.page.keys import BOARD, LIVE, WATCHED
from worker.ops.web.page.render import render
from worker.ops.web.page.stream import SILENCE, SILENT, event, opened
from worker.ops.web.page.watched import NAME, Rows
from worker.ops.web.visit import VISIT

Seen: TypeAlias = tuple[object, ...]
Part: TypeAlias = Callable[[web.Request, Rows, Seen], Awaitable[str]]


async def one_row(request: web.Request) -> web.StreamResponse:
    """Send a row's story."""
    return await _stream(request, _Watcher([int(request.match_info["id"])], _story))


async def some_rows(request: web.Request) -> web.StreamResponse:
    """Send the lines of the rows that a list shows."""
    try:
        ids = [positive(part) for part in request.query.get("ids", "").split(",")]
    except ValueError:
        raise web.HTTPBadRequest from None
    return await _stream(request, _Watcher(ids[:ROWS], _lines))


async def _story(request: web.Request, rows: Rows, seen: Seen) -> str:
    visit, [number] = request[VISIT], rows
    key = (number, seen, visit.lang, visit.may_steer)
    with speaking_of_the_database():
        return await request.app[WATCHED].told(key, partial(job_part, request, number))


async def _lines(request: web.Request, rows: Rows, _: Seen) -> str:
    lang = request[VISIT].lang
    return render("live/jobs.html", lang, jobs=[line_of(row, lang) for row in rows.values()])


@dataclass
class _Watcher:
    """Somebody who looks at rows, and as what they were sent last."""

    ids: Sequence[int]
    part: Part
    sent: Seen = ()

    async def news(self, request: web.Request, look: Look) -> bytes:
        """Return what the watcher does not know yet."""
        if look.fault is not None:
            self.sent = ()
            return event("away", look.fault)
        found: Rows = look.value if isinstance(look.value, dict) else {}
        rows = {row: found[row] for row in self.ids if row in found}
        seen = (request.app[WATCHED].age, *(row["updated_at"] for row in rows.values()))
        if not rows or seen == self.sent:
            return b""
        try:
            text = await self.part(request, rows, seen)
        except (DatabaseAwayError, DBAPIError):
            return event("away", "away")
        except FlowgroupError:
            return b""  # the row was taken away meanwhile
        self.sent = seen
        return event("back", "") + event("", text)


async def _stream(request: web.Request, watcher: _Watcher) -> web.StreamResponse:
    board, live = request.app[BOARD], request.app[LIVE]
    reply, version = await opened(request), board.last(NAME).version
    watching = request.app[WATCHED].watching(watcher.ids)
    with watching, live.watching(NAME), suppress(ConnectionResetError):
        while not live.closed:
            await live.changed(SILENCE, partial(_newer, board, version))
            look = board.last(NAME)
            news = SILENT if look.version == version else await watcher.news(request, look)
            version = look.version
            if news:
                await reply.write(news)
    return reply


def _newer(board: Board, version: int) -> bool:
    return board.last(NAME).version != version
