"""The tallies: whatever happens to rows, and whenever it is committed, they say what a plain count says."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, suppress
from datetime import timedelta
from random import Random

import asyncpg
import pytest

from tests.support.factories import insert_job
from tests.support.sender import Sender
from tests.support.tallying import add_up, differing, hasten, look

STEPS = 300
HOUR = timedelta(hours=1)
SHAPE = """'{"FlowFileInfos": [1, 2]}'"""
CREATED = (
    "status = 'succeeded', flow_group_id = 'g', error_code = NULL, attempt_no = 1, errors = NULL"
)
INSERT = """INSERT INTO flowgroup.jobs (batch, payload)
SELECT 'b' || n % 3, '{"FlowFileInfos": [1, 2]}' FROM generate_series(1, 4) n"""
BAD = """INSERT INTO flowgroup.jobs (batch, payload) VALUES ('b1', '{}'), (NULL, '{"FlowFileInfos": [1]}')"""
DELETE = "DELETE FROM flowgroup.jobs WHERE id IN {final}"
PICKED = "(SELECT id FROM flowgroup.jobs WHERE finished_at {} ORDER BY id OFFSET {} LIMIT 2)"
UPDATE = "UPDATE flowgroup.jobs SET {} WHERE id IN {}"
CHANGES = (
    (f"{CREATED}, finished_at = now()", "open"),
    (f"{CREATED}, finished_at = clock_timestamp()", "open"),
    ("status = 'failed', error_code = 'A', finished_at = now()", "open"),
    (
        "status = 'in_doubt', error_code = 'B', attempt_no = 1, finished_at = now() - interval '60 ms'",
        "open",
    ),
    ("status = 'pending', finished_at = NULL, flow_group_id = NULL, errors = NULL", "final"),
    (f"{CREATED}, finished_at = now()", "final"),
    ("batch = 'b2'", "final"),
    (f"payload = {SHAPE}", "final"),
)


@pytest.fixture
async def writers(database_url: str) -> AsyncIterator[list[asyncpg.Connection]]:
    """Yield connections that wait for no lock."""
    async with AsyncExitStack() as stack:
        made = []
        for _ in range(4):
            connection = await asyncpg.connect(database_url)
            stack.push_async_callback(connection.close)
            await connection.execute("SET lock_timeout = '2ms'")
            made.append(connection)
        yield made


async def act(writer: asyncpg.Connection, rng: Random) -> None:
    """Open or end a transaction, or do something within it or alone."""
    if rng.random() < 0.1:
        await writer.execute(
            rng.choice(["COMMIT", "ROLLBACK"]) if writer.is_in_transaction() else "BEGIN"
        )
        return
    try:
        await writer.execute(_any(rng))
    except (asyncpg.LockNotAvailableError, asyncpg.InFailedSQLTransactionError):
        await writer.execute("ROLLBACK")


def _any(rng: Random) -> str:
    final = PICKED.format("IS NOT NULL", rng.randrange(8))
    picked = {"final": final, "open": final.replace("IS NOT NULL", "IS NULL")}
    change, where = rng.choice(CHANGES)
    update = UPDATE.format(change, picked[where])
    return rng.choice([INSERT, BAD, DELETE.format(final=final), *[update] * 8])


@pytest.mark.parametrize("seed", range(6))
async def test_they_are_what_a_plain_count_says(
    seed: int, writers: list[asyncpg.Connection], connection: asyncpg.Connection
) -> None:
    """Rows end, reopen, change and vanish in transactions short and long while they are added up: no count is off."""
    rng = Random(seed)
    await hasten(connection)
    for _ in range(STEPS):
        with suppress(asyncpg.LockNotAvailableError):
            await act(rng.choice(writers), rng)
        if rng.random() < 0.5:
            await connection.fetchval("SELECT flowgroup.roll_up($1)", rng.choice([1, 3, 20000]))

            assert set() == await differing(connection)
    for writer in writers:
        await writer.execute("COMMIT")
    await add_up(connection)

    assert set() == await differing(connection)


async def test_a_transaction_that_stays_open_holds_the_mark(
    writers: list[asyncpg.Connection], connection: asyncpg.Connection
) -> None:
    """The mark passes no moment at which somebody was writing who has not ended yet."""
    await hasten(connection)
    await writers[0].execute("BEGIN")
    await writers[0].execute(INSERT)
    began = await connection.fetchval("SELECT clock_timestamp()")
    for _ in range(50):
        await look(connection)
    held = await connection.fetchval("SELECT upto FROM flowgroup.tally_mark")
    await writers[0].execute("COMMIT")
    await add_up(connection)

    assert held < began


async def test_a_row_that_is_written_long_after_its_end_counts(
    connection: asyncpg.Connection,
) -> None:
    """A row with an end before the mark, inserted or moved there, is counted at once."""
    await insert_job(connection, status="succeeded", aged=HOUR, batch="old")
    job_id = await insert_job(connection, batch="old")
    await connection.execute(
        "UPDATE flowgroup.jobs SET status = 'cancelled', finished_at = now() - interval '1 hour' WHERE id = $1",
        job_id,
    )

    assert set() == await differing(connection)
    assert 2 == await connection.fetchval("SELECT sum(n) FROM flowgroup.tallies")


async def test_compaction_keeps_the_sums(connection: asyncpg.Connection) -> None:
    """Hundreds of lines become one for each batch and status, and the counts stay."""
    for n in range(150):
        await insert_job(connection, status="failed", aged=HOUR, batch=f"b{n % 3}")
    await look(connection)

    assert 3 == await connection.fetchval("SELECT count(*) FROM flowgroup.tallies")
    assert set() == await differing(connection)


async def test_begin_and_finish_write_no_tally(sender: Sender) -> None:
    """The way of a row to its end enters no function that counts."""
    await insert_job(sender.connection, batch="night")
    attempt = await sender.begin_one()
    await sender.report((attempt.job_id, attempt.attempt_no, attempt.token), "created")

    assert 0 == await sender.connection.fetchval("SELECT count(*) FROM flowgroup.tallies")
    assert set() == await differing(sender.connection)


async def test_truncate_starts_anew(connection: asyncpg.Connection) -> None:
    """A table that was emptied at once counts nothing."""
    await insert_job(connection, status="failed", aged=HOUR)
    await connection.execute("TRUNCATE flowgroup.jobs")

    assert set() == await differing(connection)
