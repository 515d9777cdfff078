"""Where the figures are measured: a durable Postgres of its own, a receiver and workers in processes."""

import asyncio
import json
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import aiohttp
import asyncpg
import orjson

from tests.support.databases import create_database, drop_database, with_database
from tests.support.emulated import example
from tests.support.programs import RemoteEmulator, clean_environ, program, worker_process
from worker.postgres import EmbeddedPostgres
from worker.schema import migrate

LOOK = 0.2  # s between two looks at the ledger
PATIENCE = 120.0  # s without any arrival after which a measure is given up
Settings = Mapping[str, object]
DEFAULTS: Settings = {}
_AT_WORK = "SELECT count(*) FROM flowgroup.worker_state"
_INSERT = """INSERT INTO flowgroup.jobs (payload, checked_at)
             SELECT jsonb_set($1, '{FlowGroupName}', to_jsonb('group_' || n)), CASE WHEN $4 THEN now() END
             FROM generate_series($2::int, $3::int) AS n"""


class Arrival(NamedTuple):
    """A call as the receiver's ledger has it; `at` is monotonic seconds."""

    at: float
    code: str
    group_name: str
    key: str


@dataclass
class Place:
    """A fresh database beside a fresh receiver; `folder` is the home of its workers."""

    folder: Path
    url: str
    api: RemoteEmulator
    connection: asyncpg.Connection
    seen: list[Arrival] = field(default_factory=list)

    async def insert(self, first: int, last: int, *, checked: bool = True) -> None:
        """Insert rows of example 1 as groups group_<first> to group_<last>.

        A night's rows were checked when they came, hours before; otherwise they are while they are sent.
        """
        await self.connection.execute(_INSERT, self.example(), first, last, checked)

    @staticmethod
    def example() -> str:
        """Return example 1 as an enqueuer writes it."""
        return orjson.dumps(example(1)).decode()

    async def settle(self, url: str = "") -> None:
        """Let the server do now what it would otherwise do while a database is being measured."""
        connection = await asyncpg.connect(url or self.url)
        try:
            await connection.execute("VACUUM ANALYZE")
            await connection.execute("CHECKPOINT")
        finally:
            await connection.close()

    async def arrivals(self) -> list[Arrival]:
        """Return all arrivals so far."""
        news = await self.api.entries(since=len(self.seen))
        self.seen += [_arrival(entry) for entry in news]
        return self.seen

    async def arrived(self, calls: int) -> list[Arrival]:
        """Return the arrivals once there are so many.

        Raises:
            TimeoutError: there was none for two minutes.
        """
        last = time.monotonic()
        while True:
            before = len(self.seen)
            if len(await self.arrivals()) >= calls:
                return self.seen
            last = time.monotonic() if len(self.seen) > before else last
            if time.monotonic() - last > PATIENCE:
                message = f"no call arrived for {PATIENCE:g} s: {before} of {calls}"
                raise TimeoutError(message)
            await asyncio.sleep(LOOK)

    @asynccontextmanager
    async def worker(
        self, *arguments: str, endpoint: str = "", settings: Settings = DEFAULTS
    ) -> AsyncIterator[asyncio.subprocess.Process]:
        """Run a worker process, against another endpoint if one is named."""
        where = (self.folder, self.url, endpoint or self.api.url)
        async with worker_process(*where, *arguments, settings=settings, quiet=True) as process:
            yield process

    async def at_work(self, workers: int) -> None:
        """Wait until so many workers have come to work."""
        while True:
            if workers <= await self.connection.fetchval(_AT_WORK):
                return
            await asyncio.sleep(LOOK)


@asynccontextmanager
async def server(folder: Path | None = None) -> AsyncIterator[tuple[Path, str]]:
    """Run a Postgres with fsync on: below `folder`, or where temporary files are."""
    with tempfile.TemporaryDirectory(prefix="flowgroup-bench-", dir=folder) as name:
        home = Path(name)
        with EmbeddedPostgres(home / "postgres", temporary=True) as postgres:
            yield home, postgres.url()


@asynccontextmanager
async def receiver(home: Path, settings: Settings) -> AsyncIterator[RemoteEmulator]:
    """Run the API with these settings of its configuration."""
    command = (sys.executable, "-m", "tests.bench.receiver")
    environ = clean_environ(home)
    async with program(json.dumps(settings), environ=environ, command=command) as process:
        assert process.stdout is not None

        url = (await process.stdout.readline()).decode().strip()
        async with aiohttp.ClientSession() as session:
            yield RemoteEmulator(url, session)


@asynccontextmanager
async def place(home: Path, server_url: str, **settings: object) -> AsyncIterator[Place]:
    """Make a database and a receiver for one figure; settings are the receiver's."""
    name = await create_database(server_url, "bench")
    url = with_database(server_url, name)
    try:
        await migrate(url)
        connection = await asyncpg.connect(url)
        try:
            with tempfile.TemporaryDirectory(dir=home) as folder:
                async with receiver(Path(folder), settings) as api:
                    yield Place(Path(folder), url, api, connection)
        finally:
            await connection.close()
    finally:
        await drop_database(server_url, name)


def _arrival(entry: dict[str, Any]) -> Arrival:
    return Arrival(entry["arrived"], entry["code"], entry["group_name"], entry["key"])
