"""Fixtures every test may use: a database of its own, and an environment without credentials."""

import asyncio
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import pytest

from tests.support.databases import create_database, drop_database, with_database
from worker.postgres import EmbeddedPostgres
from worker.schema import migrate

_SHARED_MEMORY = Path("/dev/shm")  # noqa: S108  only a private folder below it is used
_ROOM = 2 << 30  # bytes; a campaign's databases and WAL stay well below


@pytest.fixture(autouse=True)
def isolated_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """No test sees the settings, credentials or home folder of the person who runs it."""
    for name in list(os.environ):
        if name.startswith(("FLOWGROUP_", "TENCENTCLOUD_", "PG", "XDG_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path_factory.mktemp("home")))


@pytest.fixture(scope="session")
def fast_storage() -> Path:
    """Return a folder on memory-backed storage where there is enough, else an ordinary one."""
    if os.access(_SHARED_MEMORY, os.W_OK) and shutil.disk_usage(_SHARED_MEMORY).free > _ROOM:
        return _SHARED_MEMORY
    return Path(tempfile.gettempdir())


@pytest.fixture(scope="session")
def server_url(fast_storage: Path) -> Iterator[str]:
    """Yield the URL of the tests' Postgres: FLOWGROUP_TEST_DATABASE_URL, else an embedded one."""
    named = os.environ.get("FLOWGROUP_TEST_DATABASE_URL")
    if named:
        yield named
        return
    folder = Path(tempfile.mkdtemp(prefix="flowgroup-", dir=fast_storage))
    with EmbeddedPostgres(folder, durable=False, temporary=True) as server:
        yield server.url()


@pytest.fixture(scope="session")
def template(server_url: str) -> Iterator[str]:
    """Yield the name of a database that has been migrated once, for others to be copied from."""
    name = asyncio.run(create_database(server_url, "template"))
    try:
        asyncio.run(migrate(with_database(server_url, name)))
        yield name
    finally:
        asyncio.run(drop_database(server_url, name))


@pytest.fixture
async def database_url(server_url: str, template: str) -> AsyncIterator[str]:
    """Yield the URL of a fresh, migrated database, dropped after the test."""
    name = await create_database(server_url, "test", template)
    try:
        yield with_database(server_url, name)
    finally:
        await drop_database(server_url, name)


@pytest.fixture
async def connection(database_url: str) -> AsyncIterator[asyncpg.Connection]:
    """Yield a connection of an enqueuer or operator."""
    connection = await asyncpg.connect(database_url)
    yield connection
    await connection.close()
