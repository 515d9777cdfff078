"""The statements of the check: whose turn it is, which rows, and which verdicts count."""

import asyncpg
import orjson

from tests.support.check_statements import insert, take, write
from tests.support.emulated import example
from tests.support.factories import insert_job, payload
from tests.support.sender import Sender
from worker.store import Store


async def test_verdicts(store: Store, connection: asyncpg.Connection) -> None:
    """A row with faults ends invalid with all its errors and no value; a good one is checked and waits on."""
    good = await insert(connection, orjson.dumps(example(1)).decode())
    wrong = example(1) | {"FlowGroupName": "Zhang San!", "Colour": "secret"}
    bad = await insert(connection, orjson.dumps(wrong).decode())

    assert {good: "pending", bad: "invalid"} == await write(store, await take(store))

    row = await connection.fetchrow("SELECT * FROM flowgroup.jobs WHERE id = $1", bad)
    errors = orjson.loads(row["errors"])
    assert {("FlowGroupName", "characters"), ("Colour", "unknown")} == {
        (fault["path"], fault["rule"]) for fault in errors
    }
    assert {"path", "rule", "message", "message_zh"} == set(errors[0])
    assert ("Zhang" in row["errors"], "secret" in row["errors"]) == (False, False)
    assert row["finished_at"]
    assert [] == await take(store)


async def test_warnings_let_a_row_pass(store: Store, connection: asyncpg.Connection) -> None:
    """A row with nothing but warnings is checked, and keeps none of them."""
    job_id = await insert(connection, orjson.dumps(example(2)).decode())

    assert {job_id: "pending"} == await write(store, await take(store))
    assert await connection.fetchval(
        "SELECT checked_at IS NOT NULL AND errors IS NULL FROM flowgroup.jobs"
    )


async def test_the_next_in_line_first(store: Store, connection: asyncpg.Connection) -> None:
    """Rows are checked in the order in which they will be sent."""
    later = await insert_job(connection, payload=payload(2))
    await connection.execute("UPDATE flowgroup.jobs SET run_after = now() + interval '1 hour'")
    now = await insert_job(connection, payload=payload(2))
    first = await insert_job(connection, payload=payload(2), priority=5)

    assert [first, now, later] == [row.id for row in await take(store)]


async def test_a_batch_has_bounds(store: Store, connection: asyncpg.Connection) -> None:
    """A batch ends where its room is full, but for the first row, which always comes."""
    for _ in range(3):
        await insert(connection, orjson.dumps(example(1)).decode())

    assert [1, 3] == [len(await take(store, room=room)) for room in (10, 1 << 20)]


async def test_what_begins_meanwhile_is_left_alone(sender: Sender) -> None:
    """A row that was begun between look and verdict keeps its state, and its verdict is lost."""
    job_id = await insert_job(sender.connection)
    rows = await take(sender.store)
    await sender.begin_one()

    assert {} == await write(sender.store, rows)
    assert "sending" == await sender.status(job_id)


async def test_what_changes_meanwhile_is_looked_at_again(
    store: Store, connection: asyncpg.Connection
) -> None:
    """A verdict counts for the payload that was looked at, and for no other."""
    job_id = await insert_job(connection)
    rows = await take(store)
    good = orjson.dumps(example(1)).decode()
    await connection.execute("UPDATE flowgroup.jobs SET payload = $1::text::jsonb", good)

    assert {} == await write(store, rows)
    assert {job_id: "pending"} == await write(store, await take(store))


async def test_what_somebody_holds_waits(store: Store, connection: asyncpg.Connection) -> None:
    """A verdict does not wait for a lock; the row is looked at again."""
    await insert_job(connection)
    rows = await take(store)
    async with connection.transaction():
        await connection.execute("SELECT FROM flowgroup.jobs FOR UPDATE")

        assert {} == await write(store, rows)
    assert 1 == len(await write(store, rows))


async def test_a_mended_row_is_checked_again(store: Store, connection: asyncpg.Connection) -> None:
    """A row that the check refused waits for the check once its payload is mended."""
    job_id = await insert_job(connection)
    refused = await write(store, await take(store))
    good = orjson.dumps(example(1)).decode()
    await connection.execute("UPDATE flowgroup.jobs SET payload = $1::text::jsonb", good)
    row = await connection.fetchrow("SELECT status, errors, checked_at FROM flowgroup.jobs")

    assert {job_id: "invalid"} == refused
    assert ("pending", None, None) == tuple(row)
    assert {job_id: "pending"} == await write(store, await take(store))


async def test_one_worker_at_a_time(store: Store, connection: asyncpg.Connection) -> None:
    """While a worker has the turn another gets no rows; the turn lapses by itself."""
    await insert_job(connection)

    assert [1, 0] == [len(await take(store, worker)) for worker in ("worker-1", "worker-2")]
    assert [] == list(await store.run("check_turn", {"worker": "worker-2", "turn_s": 5.0}))
    await connection.execute("UPDATE flowgroup.checking SET until = now() - interval '1 second'")
    assert 1 == len(await store.run("check_turn", {"worker": "worker-2", "turn_s": 5.0}))
    assert [0, 1] == [len(await take(store, worker)) for worker in ("worker-1", "worker-2")]


async def test_an_idle_look_takes_no_turn(store: Store, connection: asyncpg.Connection) -> None:
    """Where no row waits for its check nothing is written."""
    await store.run("check_turn", {"worker": "worker-1", "turn_s": 5.0})

    assert 0 == await connection.fetchval("SELECT count(*) FROM flowgroup.checking")
