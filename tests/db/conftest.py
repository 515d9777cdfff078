"""A Store and a raw connection on the test's own database, bound and ready to begin."""

from collections.abc import AsyncIterator

import asyncpg
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.support.sender import ENDPOINT, KEY, Sender
from worker.database import WORKER_SESSION, make_engine
from worker.files.cache import FileCache
from worker.files.rows import FileRows
from worker.store import Store


@pytest.fixture
async def engine(database_url: str) -> AsyncIterator[AsyncEngine]:
    """Yield the worker's kind of engine."""
    engine = make_engine(database_url, pool_size=12, session=WORKER_SESSION)
    yield engine
    await engine.dispose()


@pytest.fixture
def store(engine: AsyncEngine) -> Store:
    """Return the store under test."""
    return Store(engine)


@pytest.fixture
async def sender(store: Store, connection: asyncpg.Connection) -> Sender:
    """Return a sender of the account `default`, bound to its key and endpoint."""
    await store.bind("default", KEY, ENDPOINT)
    return Sender(store, connection)


@pytest.fixture
def cache(store: Store) -> FileCache:
    """Return the cache of a worker to which an id is of use for 30 s more."""
    return FileCache(store, "worker-1", 30)


@pytest.fixture
def other(store: Store) -> FileCache:
    """Return another worker's cache."""
    return FileCache(store, "worker-2", 30)


@pytest.fixture
def rows(sender: Sender) -> FileRows:
    """Return the rows under test."""
    return FileRows(sender.store)
