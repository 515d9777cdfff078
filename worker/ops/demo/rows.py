"""The demo's database and rows."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.resources import files
from typing import Final

from sqlalchemy import RowMapping, text
from sqlalchemy.ext.asyncio import AsyncEngine

from worker.database import make_engine
from worker.ops.demo.folder import DATABASE, DemoFolder
from worker.postgres import EmbeddedPostgres
from worker.schema import migrate

BATCH: Final = "demo"
PDFS: Final = 20
FILE_ID: Final = "yDR1nUU06b46rUy0fKyKocxqVM6QwE88"  # of every contract in the examples
INSERT: Final = (files("worker.ops.demo") / "insert.sql").read_text("utf-8").strip()
SAMPLE: Final = """\
SELECT id, status, attempts, flow_group_id,
       cardinality(flow_ids) AS contracts
FROM flowgroup.jobs ORDER BY attempts DESC, id LIMIT 6"""


@asynccontextmanager
async def database(folder: DemoFolder) -> AsyncIterator[str]:
    """Yield the URL of a fresh, migrated database on the demo's own server, which keeps fsync on."""
    server = EmbeddedPostgres(folder.postgres)
    await asyncio.to_thread(server.__enter__)
    try:
        await _recreate(server.url())
        url = server.url(DATABASE)
        await migrate(url)
        yield url
    finally:
        await asyncio.to_thread(server.__exit__, None, None, None)


@asynccontextmanager
async def engine_of(url: str) -> AsyncIterator[AsyncEngine]:
    """Yield an engine and close it."""
    engine = make_engine(url)
    try:
        yield engine
    finally:
        await engine.dispose()


async def insert(engine: AsyncEngine, jobs: int) -> None:
    """Enqueue the rows by one statement."""
    values = {f"example_{n}": _example(n) for n in (1, 2)} | {"file_id": FILE_ID}
    async with engine.connect() as connection:
        await connection.execute(text(INSERT), {"jobs": jobs, **values})


async def sample(engine: AsyncEngine) -> list[RowMapping]:
    """Return a few rows with their results."""
    async with engine.connect() as connection:
        return list((await connection.execute(text(SAMPLE))).mappings())


async def created_ids(engine: AsyncEngine) -> list[str]:
    """Return the FlowGroupIds that the rows hold."""
    query = text("SELECT flow_group_id FROM flowgroup.jobs WHERE flow_group_id IS NOT NULL")
    async with engine.connect() as connection:
        return list((await connection.execute(query)).scalars())


def _example(number: int) -> str:
    return (files("worker.ops.demo") / f"example_{number}.json").read_text("utf-8")


async def _recreate(server_url: str) -> None:
    async with engine_of(server_url) as engine, engine.connect() as connection:
        await connection.execute(text(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)"))
        await connection.execute(text(f"CREATE DATABASE {DATABASE}"))
