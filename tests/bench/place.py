"""Where the figures are measured: a durable Postgres of its own, an emulator and workers in processes."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import orjson

from tests.support.databases import create_database, drop_database, with_database
from tests.support.emulated import example
from tests.support.programs import RemoteEmulator, emulator_process, worker_process
from worker.postgres import EmbeddedPostgres
from worker.schema import migrate

_INSERT = """INSERT INTO flowgroup.jobs (payload)
             SELECT jsonb_set($1, '{FlowGroupName}', to_jsonb('group_' || n))
             FROM generate_series($2::int, $3::int) AS n"""


@dataclass(frozen=True)
class Figure:
    """One line of the table."""

    what: str
    value: str
    remark: str = ""


@dataclass
class Place:
    """A fresh database beside a fresh emulator."""

    home: Path
    url: str
    api: RemoteEmulator
    connection: asyncpg.Connection

    async def insert(self, first: int, last: int) -> None:
        """Insert rows of example 1 as groups group_<first> to group_<last>."""
        raw = orjson.dumps(example(1)).decode()
        await self.connection.execute(_INSERT, raw, first, last)

    async def arrived(self, rows: int) -> list[dict[str, Any]]:
        """Return the ledger once it has so many entries."""
        while True:
            entries = await self.api.entries()
            if len(entries) >= rows:
                return entries
            await asyncio.sleep(0.2)

    @asynccontextmanager
    async def worker(
        self, *arguments: str, **settings: object
    ) -> AsyncIterator[asyncio.subprocess.Process]:
        """Run a worker process."""
        where = (self.home, self.url, self.api.url)
        async with worker_process(*where, *arguments, settings=settings, quiet=True) as process:
            yield process


@asynccontextmanager
async def server() -> AsyncIterator[tuple[Path, str]]:
    """Run a Postgres with fsync on, on an ordinary disk."""
    with tempfile.TemporaryDirectory(prefix="flowgroup-bench-") as name:
        folder = Path(name)
        with EmbeddedPostgres(folder / "postgres", temporary=True) as postgres:
            yield folder, postgres.url()


@asynccontextmanager
async def place(home: Path, server_url: str, *, limit: int) -> AsyncIterator[Place]:
    """Make database and emulator for one figure."""
    name = await create_database(server_url, "bench")
    url = with_database(server_url, name)
    try:
        await migrate(url)
        connection = await asyncpg.connect(url)
        try:
            async with emulator_process(home, limit=limit, quiet=True) as api:
                yield Place(home, url, api, connection)
        finally:
            await connection.close()
    finally:
        await drop_database(server_url, name)


def percentile(values: list[float], share: float) -> float:
    """Return the smallest value that so large a share of them does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
