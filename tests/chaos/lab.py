"""Where a campaign happens: a Postgres server, an API and worker processes of its own, all on loopback."""

import asyncio
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import asyncpg

from tests.chaos.api import Api, api, credentials
from tests.chaos.child import Child, start
from tests.support.databases import create_database, with_database
from worker.emulator import KeyPair
from worker.postgres import EmbeddedPostgres
from worker.schema import migrate

PRODUCT: Final = ("worker", "worker")
LOOK: Final = 0.05
_MEMORY: Final = Path("/dev/shm")  # noqa: S108 - only a private folder below it is used
_ROOM: Final = 4 << 30
_INSERT: Final = """
INSERT INTO flowgroup.jobs (dedupe_key, payload)
SELECT 'job_' || n, jsonb_set($2::jsonb, '{FlowGroupName}', to_jsonb('job_' || n))
FROM generate_series($1::int, $1::int + $3::int - 1) AS n
"""


@dataclass
class Lab:
    """A campaign's place; `url` names its database."""

    folder: Path
    server: EmbeddedPostgres
    url: str
    api: Api
    children: list[Child] = field(default_factory=list)

    async def worker(
        self,
        module: tuple[str, ...] = PRODUCT,
        *prefix: str,
        url: str | None = None,
        target: Api | None = None,
        environ: Mapping[str, str] | None = None,
        settings: Mapping[str, object] | None = None,
    ) -> Child:
        """Start a worker; `settings` are FLOWGROUP_ variables in small letters."""
        target = target or self.api
        chosen: dict[str, object] = {
            "database_url": url or self.url,
            "endpoint": target.url,
            "state_dir": self.folder / "state",
            "log": "json",
            **(settings or {}),
        }
        variables = {f"FLOWGROUP_{name.upper()}": str(value) for name, value in chosen.items()}
        known = {"HOME": str(self.folder), **credentials(target.key), **variables}
        log = self.folder / f"worker-{len(self.children) + 1}.log"
        child = await start(module, {**known, **(environ or {})}, log, *prefix)
        self.children.append(child)
        return child

    async def another_database(self) -> str:
        """Make one more migrated database on the same server; return its URL."""
        return await _database(self.server)

    async def insert(self, jobs: int, first: int = 1, url: str | None = None) -> None:
        """Enqueue rows whose dedupe_key and FlowGroupName are the same, as the checker expects."""
        example = (files("worker.ops.demo") / "example_1.json").read_text("utf-8")
        await self.ask(_INSERT, first, example, jobs, url=url)

    async def ask(self, sql: str, *values: object, url: str | None = None) -> list[Any]:
        """Run one statement on a connection of its own; waits for a server that is just away."""
        while True:
            with suppress(
                OSError,
                asyncpg.CannotConnectNowError,
                asyncpg.ConnectionDoesNotExistError,
                asyncpg.ReadOnlySQLTransactionError,
            ):
                connection = await asyncpg.connect(url or self.url)
                try:
                    return list(await connection.fetch(sql, *values))
                finally:
                    await connection.close()
            await asyncio.sleep(LOOK)

    async def one(self, sql: str, *values: object, url: str | None = None) -> Any:  # noqa: ANN401 - a column
        """Return the first column of the first row."""
        rows = await self.ask(sql, *values, url=url)
        return rows[0][0] if rows else None

    async def statuses(self, url: str | None = None) -> dict[str, int]:
        """Count the rows by status."""
        sql = "SELECT status, count(*) FROM flowgroup.jobs GROUP BY status"
        return {row["status"]: row["count"] for row in await self.ask(sql, url=url)}

    async def called(self, calls: int) -> None:
        """Wait until so many calls have arrived."""
        await until(lambda: self.api.calls() >= calls)

    async def all_final(self) -> None:
        """Wait until no row waits or is on the wire."""
        while True:
            if not {"pending", "sending"} & set(await self.statuses()):
                return
            await asyncio.sleep(LOOK)

    async def end(self) -> list[int]:
        """Stop the workers gracefully; return the exit codes of those that still ran."""
        alive = [child for child in self.children if child.alive]
        return await asyncio.gather(*(child.end() for child in alive))


async def pause_for(seconds: float) -> None:
    """Let the processes of a campaign go on by themselves."""
    await asyncio.sleep(seconds)


async def until(true: Callable[[], bool]) -> None:
    """Wait for something outside of this process."""
    while True:
        if true():
            return
        await asyncio.sleep(LOOK)


@asynccontextmanager
async def lab(seed: int) -> AsyncIterator[Lab]:
    """Make a place with a durable server, a fresh database and an API without a limit."""
    folder = Path(tempfile.mkdtemp(prefix="flowgroup-", dir=_roomy()))
    server = EmbeddedPostgres(folder / "postgres", temporary=True)
    try:
        await asyncio.to_thread(server.__enter__)
        try:
            url = await _database(server)
            (folder / "api").mkdir()
            async with api(folder / "api", seed, KeyPair.generate()) as target:
                place = Lab(folder, server, url, target)
                try:
                    yield place
                finally:
                    await place.end()
        finally:
            await asyncio.to_thread(server.__exit__, None, None, None)
    finally:
        if not os.environ.get("CHAOS_KEEP"):
            shutil.rmtree(folder, ignore_errors=True)


async def _database(server: EmbeddedPostgres) -> str:
    url = with_database(server.url(), await create_database(server.url(), "chaos"))
    await migrate(url)
    return url


def _roomy() -> Path:
    if os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _ROOM:
        return _MEMORY
    return Path(tempfile.gettempdir())
