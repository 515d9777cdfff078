"""What a reporter told, and a database that is away from everybody."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random
from urllib.parse import urlsplit

import asyncpg

from worker.clock import SystemClock
from worker.events import Event
from worker.report import Reporter
from worker.spool import Spool
from worker.state_folder import StateFolder
from worker.store import Store


class Heard:
    """The events, and a way to wait for one."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self._waiting: list[tuple[Callable[[Event], bool], asyncio.Future[Event]]] = []

    def __call__(self, event: Event) -> None:
        self.events.append(event)
        for wanted, future in self._waiting:
            if wanted(event) and not future.done():
                future.set_result(event)

    async def next(self, wanted: Callable[[Event], bool]) -> Event:
        """Wait for an event that is yet to come."""
        future: asyncio.Future[Event] = asyncio.get_running_loop().create_future()
        self._waiting.append((wanted, future))
        return await future


@asynccontextmanager
async def reporting(store: Store, folder: Path, heard: Heard, name: str) -> AsyncIterator[Reporter]:
    """Run the reporter of a worker of this name; at the end it dies, and its spool is anybody's."""
    with Spool(folder, name) as spool:
        reporter = Reporter(
            store, spool, SystemClock(), heard, Random(1), folder=StateFolder(folder, heard)
        )
        task = asyncio.create_task(reporter.run(), name=name)
        try:
            yield reporter
        finally:
            task.cancel()
            await asyncio.wait({task})


@asynccontextmanager
async def away(server_url: str, database_url: str) -> AsyncIterator[None]:
    """Cut the test's database off from everybody, and let them back in at the end."""
    name = urlsplit(database_url).path.lstrip("/")
    admin = await asyncpg.connect(server_url)
    try:
        await admin.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        await admin.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = $1", name
        )
        yield
    finally:
        await admin.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
        await admin.close()
