"""Mounts the page beside health and metrics."""

from dataclasses import dataclass

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncEngine

from worker.clock import Clock
from worker.ops.web.application import ASK, FAULT
from worker.ops.web.page.acts import act, preview
from worker.ops.web.page.assets import asset
from worker.ops.web.page.board import Board
from worker.ops.web.page.entry import ask, login, logout, prefs
from worker.ops.web.page.export import export
from worker.ops.web.page.fault import fault
from worker.ops.web.page.job import job
from worker.ops.web.page.jobs import jobs
from worker.ops.web.page.keys import BOARD, LIVE, WATCHED
from worker.ops.web.page.live import Live
from worker.ops.web.page.pages import live_page, tonight
from worker.ops.web.page.rows import one_row, some_rows
from worker.ops.web.page.stream import stream
from worker.ops.web.page.topics import TOPICS
from worker.ops.web.page.watched import NAME, Watched


@dataclass(frozen=True)
class Page:
    """The page of a process."""

    board: Board
    live: Live
    watched: Watched

    def mount(self, app: web.Application) -> None:
        """Add its routes."""
        app[BOARD], app[LIVE], app[WATCHED] = self.board, self.live, self.watched
        app[ASK], app[FAULT] = ask, fault
        app.on_shutdown.append(self._end)
        add = app.router
        add.add_get("/", tonight)
        for name in ("errors", "doubts", "needs", "accounts", "workers"):
            add.add_get(f"/{name}", live_page(name))
        add.add_get("/jobs", jobs)
        add.add_get("/jobs/{id:[0-9]{1,40}}", job)
        add.add_get("/export", export)
        add.add_get("/act", preview)
        add.add_post("/act", act)
        add.add_get("/live/jobs", some_rows)
        add.add_get("/live/jobs/{id:[0-9]{1,18}}", one_row)
        add.add_get("/live/{topic}", stream)
        add.add_get("/static/{name:.+}", asset)
        add.add_get("/login", login)
        add.add_post("/login", login)
        add.add_post("/logout", logout)
        add.add_post("/prefs", prefs)

    async def _end(self, _: web.Application) -> None:
        await self.live.close()
        await self.board.close()


def open_page(engine: AsyncEngine, clock: Clock) -> Page:
    """Return a page that asks this database."""
    watched = Watched(clock)
    board = Board(engine, clock, {**TOPICS, NAME: watched.topic})
    return Page(board, Live(board, clock), watched)
