"""What health and metrics read of the tables: right, and by a few index entries however many rows wait."""

from datetime import timedelta
from typing import Any

import asyncpg
import orjson
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from jobs.model import JobStatus
from tests.support.factories import insert_job
from tests.support.sender import ENDPOINT, KEY
from worker.attempt import ACTION
from worker.records import SlotKey
from worker.store import Store, statement

BUCKET = SlotKey(KEY, "", ACTION)
ASKED = {"action": ACTION, "patience": 30.0}
INSERT = """INSERT INTO flowgroup.jobs (payload, account, priority, run_after, created_at)
SELECT CAST($1 AS jsonb), $2, $3, now() + make_interval(secs => $4), now() - interval '1 hour'
FROM generate_series(1, $5)"""
RETRIED = (
    """UPDATE flowgroup.jobs SET status = 'pending', finished_at = NULL WHERE status = 'failed'"""
)
ENDED = "UPDATE flowgroup.accounts SET paused_until = now() WHERE account = 'c'"
UNUSED = "UPDATE flowgroup.slots SET steered_at = now() - interval '61 seconds'"
PLAIN = '{"FlowGroupName": "g", "FlowFileInfos": [{}, {}]}'
WITH_FILES = (
    '{"FlowGroupName": "g", "FlowFileInfos": [{"FileIds": ["file:a.pdf"]}, {"FileIds": ["x"]}]}'
)


async def fill(
    connection: asyncpg.Connection,
    payload: str,
    account: str = "default",
    priority: int = 0,
    due_in: float = -60,
    n: int = 1,
) -> None:
    """Insert rows that are due in so many seconds, an hour old."""
    await connection.execute(INSERT, payload, account, priority, due_in, n)


async def state(store: Store) -> Any:  # noqa: ANN401 - a row
    [row] = await store.run("metrics_state", ASKED)
    return row


async def test_nothing_waits(store: Store) -> None:
    """An empty database: nothing is old, nobody works, nothing is paused or held back."""
    row = await state(store)

    assert (0, 0, 0, 0) == (row.oldest_pending_s, row.workers, row.permits, row.effective)
    assert (False, False, "{}") == (row.all_paused, row.starved, row.paused)


@pytest.mark.parametrize(
    ("rows", "age"),
    [
        ([(PLAIN, "a", 0, -100)], 100),
        ([(PLAIN, "a", 9, -10), (PLAIN, "a", -3, -200), (PLAIN, "b", 0, -50)], 200),
        ([(PLAIN, "a", 0, -10), (WITH_FILES, "z", 5, -300)], 300),
        ([(PLAIN, "a", 0, 500)], 0),
        ([(PLAIN, "a", 0, -9_000)], 3_600),
    ],
)
async def test_the_oldest_due_row(
    store: Store, connection: asyncpg.Connection, rows: list[Any], age: int
) -> None:
    """Found in any account and priority, with files or without; not older than it was due, nor than it is."""
    for row in rows:
        await fill(connection, *row)

    assert age <= (await state(store)).oldest_pending_s < age + 30


async def test_accounts_are_paused_by_code(
    store: Store,
    connection: asyncpg.Connection,
) -> None:
    """Accounts count by the code of their pause while it holds; due rows of others keep it from being all."""
    await fill(connection, PLAIN, "a")
    for account in "abc":
        await connection.execute("SELECT flowgroup.pause($1, NULL, '')", account)
    await connection.execute(ENDED)
    only = await state(store)
    await fill(connection, PLAIN, "free")
    both = await state(store)

    assert {"Worker.OperatorPause": 2} == orjson.loads(only.paused)
    assert (True, False) == (only.all_paused, both.all_paused)
    assert not only.starved


async def test_a_row_starves_until_its_own_key_gets_slots(
    store: Store, connection: asyncpg.Connection
) -> None:
    """Slots of another key, or of uploads, are none of its own; a bucket that nobody uses grants nothing."""
    await store.bind("a", KEY, ENDPOINT)
    await fill(connection, WITH_FILES, "a")
    assert not (await state(store)).starved
    await fill(connection, PLAIN, "a")
    assert (await state(store)).starved
    for other in (SlotKey("key-2", "", ACTION), SlotKey(KEY, "", "UploadFiles")):
        await store.steer(other, 20)
        await store.reserve(other, 1, 0, 0.2)
    assert (await state(store)).starved
    await store.steer(BUCKET, 20)
    await store.reserve(BUCKET, 1, 0, 0.2)
    row = await state(store)
    await connection.execute(f"{UNUSED} WHERE key_fingerprint = 'key-2'")

    assert not row.starved
    assert 40 == row.permits
    assert 39 < row.effective < 40
    assert 20 == (await state(store)).permits


async def test_a_row_that_is_due_just_now_does_not_starve(
    store: Store, connection: asyncpg.Connection
) -> None:
    """Workers have half a minute."""
    await fill(connection, PLAIN, "a", 0, -5)

    assert not (await state(store)).starved


async def test_it_reads_a_few_pages_of_many_rows(
    connection: asyncpg.Connection,
    engine: AsyncEngine,
) -> None:
    """40,000 rows of three accounts and two priorities cost no more than their first ones: no table is scanned."""
    for account in ("a", "b", "c"):
        for priority in (0, 5):
            await fill(connection, PLAIN, account, priority, -60, 4_000)
            await fill(connection, WITH_FILES, account, priority, 600, 2_600)
    await connection.execute("ANALYZE flowgroup.jobs")
    compiled = statement("metrics_state").compile(dialect=engine.dialect)
    await connection.execute(f"PREPARE state_ AS {compiled}")
    values = ", ".join(
        {"action": f"'{ACTION}'", "patience": "30"}[b] for b in compiled.positiontup or ()
    )
    plan = await connection.fetchval(
        f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) EXECUTE state_({values})"
    )
    [root] = orjson.loads(plan)

    assert 400 > root["Plan"]["Shared Hit Blocks"] + root["Plan"]["Shared Read Blocks"]


async def test_rows_count_by_status_as_they_stand(
    store: Store, connection: asyncpg.Connection
) -> None:
    """Rows of every status count, before and after they were added up, and when some change their mind."""
    for n, status in enumerate(JobStatus, 1):
        for _ in range(n):
            await insert_job(connection, status=status, aged=timedelta(minutes=n))
    await fill(connection, WITH_FILES, n=4)
    fresh = await by_status(store)
    while await store.roll_up():
        pass
    rolled = await by_status(store)
    await connection.execute(RETRIED)
    retried = await by_status(store)

    assert {status: n for n, status in enumerate(JobStatus, 1)} | {"pending": 5} == fresh
    assert fresh == rolled
    assert fresh | {"pending": 5 + fresh["failed"], "failed": 0} == {"failed": 0} | retried


async def by_status(store: Store) -> dict[str, int]:
    return {row.status: row.jobs for row in await store.run("metrics_jobs", {})}
