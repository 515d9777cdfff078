"""The HTTP server of a process: what it is made of, and the order in which that ends."""

import asyncio
from dataclasses import dataclass
from importlib.metadata import version
from typing import Final, cast

from aiohttp import web
from prometheus_client import CollectorRegistry
from sqlalchemy.ext.asyncio import AsyncEngine

from worker import events
from worker.clock import SystemClock
from worker.database import LOOKING, make_engine
from worker.endpoint import listening
from worker.ops.language import Language
from worker.ops.web.access import Access
from worker.ops.web.application import Site, make_app
from worker.ops.web.exposition import Exposition
from worker.ops.web.figures import PATIENCE, FiguresReader
from worker.ops.web.listen import Visitors, most_visitors
from worker.ops.web.metrics import Metrics
from worker.ops.web.page import open_page
from worker.ops.web.ready import Readiness
from worker.ops.web.visit import Door
from worker.ops.web.watch import Watch
from worker.schema import head
from worker.settings import Settings
from worker.store import Store

CONNECTIONS: Final = 4
GRACE: Final = 1.0  # s that answers under way have at the end
IDLE: Final = 75.0  # s for which a connection stays open between two requests


@dataclass(frozen=True)
class Server:
    """A server that runs.

    Attributes:
        watch: What the worker tells.
        port: On which it listens.
    """

    watch: Watch
    port: int
    _listening: asyncio.Server
    _runner: web.AppRunner
    _figures: FiguresReader
    _engine: AsyncEngine

    async def close(self) -> None:
        """Stop listening, then end what the pages held."""
        self._listening.close()
        await self._runner.cleanup()
        await self._figures.close()
        await self._engine.dispose()


async def open_server(
    settings: Settings, lang: Language, listener: events.Listener, *, sends: bool
) -> Server:
    """Listen on the address of the settings.

    Raises:
        OSError: it cannot be had.
        UnicodeError: its host is no name at all.
    """
    session = LOOKING | {"statement_timeout": f"{PATIENCE * 1000:.0f}"}
    engine = make_engine(settings.database_url, pool_size=CONNECTIONS, session=session)
    clock, registry, watch = SystemClock(), CollectorRegistry(), Watch()
    figures = FiguresReader(Store(engine), clock)
    readiness = Readiness(figures, watch, revision=head(), sends=sends)
    watch.listen = Metrics(registry, version("flowgroup")).listen
    exposition = Exposition(registry, figures, readiness, clock, rate_limit=settings.rate_limit)
    door = Door(Access.of(settings), clock, settings.lang, lang)
    site = Site(engine, settings, registry, figures, readiness, exposition, door, lang, listener)
    page = open_page(engine, clock)
    runner = web.AppRunner(
        make_app(site, page.mount), access_log=None, shutdown_timeout=GRACE, keepalive_timeout=IDLE
    )
    try:
        open_to = await _listen(runner, settings, listener)
    except (OSError, UnicodeError):
        await runner.cleanup()
        await engine.dispose()
        raise
    port: int = open_to.sockets[0].getsockname()[1]
    return Server(watch, port, open_to, runner, figures, engine)


async def _listen(
    runner: web.AppRunner, settings: Settings, listener: events.Listener
) -> asyncio.Server:
    await runner.setup()
    visitors = Visitors(cast("web.Server", runner.server), listener, most_visitors())
    loop = asyncio.get_running_loop()
    return await loop.create_server(visitors, *listening(settings.http))
