"""Behind PgBouncer, whose servers are lent; and that a server of one's own is used as ever."""

import asyncio
import random
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.support.bouncer import Bouncer, bouncer
from worker import events
from worker.database import WORKER_SESSION, make_engine
from worker.errors import DatabaseError
from worker.ops.doctor.pooler import pooler
from worker.ops.failure import connected
from worker.pooler import Pooled
from worker.settings import Settings
from worker.wake import UNHEARD, Wake

IDLE = """SELECT count(*) FROM pg_stat_activity
          WHERE datname = current_database() AND state LIKE 'idle in transaction%'"""
WAITS = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
KEPT = "SELECT statement FROM pg_prepared_statements"
OURS = "SELECT name FROM pg_prepared_statements WHERE name LIKE 'flowgroup%'"
SETTINGS = (
    *("synchronous_commit", "plan_cache_mode", "lock_timeout", "log_min_error_statement"),
    "idle_in_transaction_session_timeout",
)


@pytest.fixture
async def by_transaction(database_url: str, tmp_path: Path) -> AsyncIterator[Bouncer]:
    """Yield a PgBouncer in transaction mode."""
    async with bouncer(tmp_path, database_url, "transaction") as made:
        yield made


@pytest.fixture
async def pooled(by_transaction: Bouncer, database_url: str) -> AsyncIterator[AsyncEngine]:
    """Yield an engine of a worker behind it."""
    engine = make_engine(by_transaction.url(database_url), session=WORKER_SESSION)
    yield engine
    await engine.dispose()


async def _shown(engine: AsyncEngine) -> list[str]:
    shown = ", ".join(f"current_setting('{name}')" for name in SETTINGS)
    async with engine.connect() as connection:
        return list((await connection.execute(text(f"SELECT {shown}"))).one())


async def test_a_server_of_ones_own_keeps_statements(database_url: str) -> None:
    """Without a pooler a statement is prepared once, and planned once."""
    engine = make_engine(database_url, session=WORKER_SESSION)
    async with engine.connect() as connection:
        await connection.execute(text("SELECT 1 AS once"))
        kept = (await connection.execute(text(KEPT))).scalars().all()
    await engine.dispose()

    assert "SELECT 1 AS once" in kept


async def test_settings_come_with_each_transaction(
    pooled: AsyncEngine, by_transaction: Bouncer, database_url: str, connection: asyncpg.Connection
) -> None:
    """A begin is on the disk when it is confirmed, whatever the server's default; others keep their own settings."""
    name = await connection.fetchval("SELECT quote_ident(current_database())")
    await connection.execute(f"ALTER DATABASE {name} SET synchronous_commit = off")
    found = await _shown(pooled)
    other = await asyncpg.connect(by_transaction.url(database_url), statement_cache_size=0)
    left = [await other.fetchval(f"SHOW {name}") for name in SETTINGS]
    kept = await other.fetch(OURS)
    await other.close()

    assert ["on", "force_generic_plan", "1s", "panic", "5s"] == found
    assert ["off", "auto", "0", "error", "0"] == left
    assert [] == kept


async def test_settings_come_with_a_transaction_of_many_statements(pooled: AsyncEngine) -> None:
    """A file that is enqueued is as durable as a single statement."""
    engine = pooled.execution_options(isolation_level="READ COMMITTED")
    async with engine.begin() as connection:
        await connection.execute(text("CREATE TEMPORARY TABLE gone (n int) ON COMMIT DROP"))
        found = (await connection.execute(text("SHOW synchronous_commit"))).scalar()
        assert 0 == (await connection.execute(text("SELECT count(*) FROM gone"))).scalar()

    assert "on" == found


async def test_a_failed_statement_leaves_no_transaction(
    pooled: AsyncEngine, connection: asyncpg.Connection
) -> None:
    """What the server refuses, or the driver, holds no server and no row."""
    async with pooled.connect() as session:
        with pytest.raises(DBAPIError, match="division by zero"):
            await session.execute(text("SELECT 1 / 0"))
        with pytest.raises(DBAPIError):
            await session.execute(text("SELECT CAST(:n AS int)"), {"n": "no number"})
        idle = await connection.fetchval(IDLE)
        again = (await session.execute(text("SELECT 1"))).scalar()

    assert (0, 1) == (idle, again)


@pytest.fixture
async def raw(by_transaction: Bouncer, database_url: str) -> AsyncIterator[asyncpg.Connection]:
    """Yield a driver's connection through the pooler."""
    url = by_transaction.url(database_url)
    made = await asyncpg.connect(url, statement_cache_size=0)
    yield made
    made.terminate()


async def test_a_lent_server_keeps_no_name(
    raw: asyncpg.Connection, by_transaction: Bouncer, database_url: str
) -> None:
    """What a pooler can do is found out without a trace on the server."""
    await Pooled(raw, {}).open()
    other = await asyncpg.connect(by_transaction.url(database_url), statement_cache_size=0)
    kept = await other.fetch(OURS)
    await other.close()

    assert [] == kept


async def test_a_cancelled_statement_leaves_no_transaction(
    raw: asyncpg.Connection, connection: asyncpg.Connection
) -> None:
    """Nobody knows how far it came, so its connection is closed, and the pooler ends the transaction."""
    await connection.execute("SELECT pg_advisory_lock(17)")
    statement = await Pooled(raw, {}).prepare("SELECT pg_advisory_lock(17)", "")
    waiting = asyncio.create_task(statement.fetch())
    while not await connection.fetchval(WAITS):
        pass
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting

    assert raw.is_closed()


async def test_by_statement_is_refused(database_url: str, tmp_path: Path) -> None:
    """A pooler that lends its servers by statement is named, and nothing is begun through it."""
    async with bouncer(tmp_path, database_url, "statement") as between:
        settings = Settings(database_url=between.url(database_url))
        with pytest.raises(DatabaseError, match="pool_mode = transaction"):
            async with connected(settings):
                pass


async def test_a_worker_says_that_it_polls(
    pooled: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where no notification comes the worker says so, once however often it tries."""
    monkeypatch.setattr("worker.wake.ECHO", 0.1)
    monkeypatch.setattr("worker.wake.DEAF", 0)
    told: list[events.Event] = []
    said, again = asyncio.Event(), asyncio.Event()

    def listen(event: events.Event) -> None:
        told.append(event)
        said.set()

    async def deaf(*_: object) -> bool:
        again.set()
        return False

    wake = Wake(pooled, listen, random.Random(1))
    listening = asyncio.create_task(wake.run())
    await said.wait()
    monkeypatch.setattr("worker.wake.echoes", deaf)
    await again.wait()
    listening.cancel()

    assert [events.Polling(UNHEARD)] == told


async def test_by_session_notifications_arrive(database_url: str, tmp_path: Path) -> None:
    """A pooler that lends its servers by session is heard through, and the doctor says so."""
    async with bouncer(tmp_path, database_url, "session") as between:
        engine = make_engine(between.url(database_url))
        [finding] = [found async for found in pooler(engine)]
        await engine.dispose()

    assert "ok" == finding.level
    assert "by session" in finding.found


async def test_the_doctor_names_the_pooler(
    pooled: AsyncEngine, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """He says what a pooler costs; without one he says nothing of any."""
    monkeypatch.setattr("worker.wake.ECHO", 0.1)
    [finding] = [found async for found in pooler(pooled)]
    engine = make_engine(database_url)
    none = [found async for found in pooler(engine)]
    await engine.dispose()

    assert "by transaction" in finding.found
    assert [] == none
