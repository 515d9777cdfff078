"""The statements of the check: whose turn it is, which rows, and which verdicts count."""

import asyncpg
import orjson
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.support.emulated import example
from tests.support.factories import insert_job, payload
from tests.support.sender import Sender
from worker.check.judge import Judge, Row, verdict
from worker.store import Store, statement

BATCH = {"n": 10, "room": 1 << 20, "most_bytes": 10 << 20, "turn_s": 60.0}
LOOKS = ("check_turn", "check_take", "check_write")
VALUES = {
    "worker": "'worker-1'",
    "turn_s": "5",
    "n": "500",
    "room": "1000000",
    "most_bytes": "1000000",
    "verdicts": """'[{"id": 1, "version": "1", "errors": null}]'""",
}
FILL = """
INSERT INTO flowgroup.jobs (payload, status, attempt_no, finished_at, flow_group_id, checked_at)
SELECT '{"FlowFileInfos": [1, 2]}', $2, CASE $2 WHEN 'succeeded' THEN 1 ELSE 0 END,
       CASE $2 WHEN 'succeeded' THEN now() END, CASE $2 WHEN 'succeeded' THEN 'group' END,
       CASE $2 WHEN 'pending' THEN now() END
FROM generate_series(1, $1::int)"""


async def take(store: Store, worker: str = "worker-1", **changes: object) -> list[Row]:
    rows = await store.run("check_take", {**BATCH, "worker": worker, **changes})
    return [Row(*row) for row in rows]


async def write(store: Store, rows: list[Row]) -> dict[int, str]:
    judge = Judge(None)
    verdicts = [verdict(row, judge.faults(row)) for row in rows]
    written = await store.run("check_write", {"verdicts": orjson.dumps(verdicts).decode()})
    return {row.job_id: row.status for row in written}


async def insert(connection: asyncpg.Connection, text: str, **columns: object) -> int:
    names = ", ".join(["payload", *columns])
    marks = ", ".join(f"${i}" for i in range(2, len(columns) + 2))
    sql = f"INSERT INTO flowgroup.jobs ({names}) VALUES ($1::text::jsonb{', ' if marks else ''}{marks}) RETURNING id"  # noqa: S608  names come from the test
    job_id: int = await connection.fetchval(sql, text, *columns.values())
    return job_id


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


HOSTILE = {
    "deep": ("[" * 12_000 + "]" * 12_000, "depth"),
    "huge": ("[" + "1e100000," * 20_000 + "1]", "number"),
    "tiny": ("[" + "1e-16000," * 20_000 + "1]", "number"),
}


@pytest.mark.parametrize("name", HOSTILE)
async def test_what_no_server_need_print(
    store: Store, connection: asyncpg.Connection, name: str
) -> None:
    """Depth and numbers that would make gigabytes of text are judged without printing them."""
    inner, rule = HOSTILE[name]
    text = orjson.dumps(example(1)).decode()[:-1] + f', "X": {inner}}}'
    # Past the trigger, as from another table that holds it compressed.
    await connection.execute("ALTER TABLE flowgroup.jobs DISABLE TRIGGER USER")
    await connection.execute("INSERT INTO flowgroup.jobs (payload) VALUES ($1::text::jsonb)", text)
    [row] = await take(store)

    assert None is row.body
    assert [rule] == [fault.rule for fault in Judge(None).faults(row)]


@pytest.mark.parametrize("over", [-1, 0, 1])
async def test_ten_megabytes_to_the_byte(
    store: Store, connection: asyncpg.Connection, over: int
) -> None:
    """A body of 10 MB is read, one byte more is refused; an unknown field is found in either."""
    body = example(1) | {"X": ""}
    await insert(connection, orjson.dumps(body).decode())
    size = await connection.fetchval("SELECT octet_length(payload::text) FROM flowgroup.jobs")
    await connection.execute("DELETE FROM flowgroup.jobs")
    body["X"] = "x" * (10 * 1024 * 1024 - size + over)
    await insert(connection, orjson.dumps(body).decode())
    found = await take(store)
    errors = await connection.fetchval("SELECT errors FROM flowgroup.jobs")
    rules = [fault["rule"] for fault in orjson.loads(errors or "[]")]

    assert (["size"] if over > 0 else []) == rules
    assert (0 if over > 0 else 1) == len(found)
    if found:
        assert ["unknown"] == [fault.rule for fault in Judge(None).faults(found[0])]


async def test_send_before_had_passed(connection: asyncpg.Connection) -> None:
    """A row whose send_before has passed at the INSERT is invalid; another send_before mends it."""
    now = await connection.fetchval("SELECT now()")
    job_id = await insert(connection, orjson.dumps(payload()).decode(), send_before=now)
    row = await connection.fetchrow("SELECT status, errors FROM flowgroup.jobs")
    [fault] = orjson.loads(row["errors"])
    await connection.execute(
        "UPDATE flowgroup.jobs SET send_before = now() + interval '1 hour' WHERE id = $1", job_id
    )

    assert ("invalid", "send_before", "passed") == (row["status"], fault["path"], fault["rule"])
    assert "pending" == await connection.fetchval("SELECT status FROM flowgroup.jobs")


async def test_a_deadline_before_the_row_can_be_sent(
    store: Store, connection: asyncpg.Connection
) -> None:
    """A contract's deadline is held against the row's run_after; a row that is never due has none."""
    body = example(1)
    now = int(await connection.fetchval("SELECT extract(epoch FROM now())::bigint"))
    body["FlowFileInfos"][0]["Deadline"] = now + 1800
    text = orjson.dumps(body).decode()
    later = await connection.fetchval("SELECT now() + interval '1 hour'")
    rows = {name: await insert(connection, text) for name in ("now", "never")}
    rows["late"] = await insert(connection, text, run_after=later)
    await connection.execute(
        "UPDATE flowgroup.jobs SET run_after = 'infinity' WHERE id = $1", rows["never"]
    )
    written = await write(store, await take(store))

    assert {"now": "pending", "never": "pending", "late": "invalid"} == {
        name: written[job_id] for name, job_id in rows.items()
    }


@pytest.mark.parametrize("mode", ["force_custom_plan", "force_generic_plan"])
@pytest.mark.parametrize("name", LOOKS)
async def test_a_look_costs_an_index(
    connection: asyncpg.Connection, engine: AsyncEngine, name: str, mode: str
) -> None:
    """With 50,000 finished and 20,000 checked rows a look reads the index of unchecked ones, and scans no table."""
    await connection.execute(FILL, 50_000, "succeeded")
    await connection.execute(FILL, 20_000, "pending")
    await connection.execute("ANALYZE flowgroup.jobs")
    compiled = statement(name).compile(dialect=engine.dialect)
    values = ", ".join(VALUES[bind] for bind in compiled.positiontup or ())
    await connection.execute(f"SET plan_cache_mode = {mode}; PREPARE look AS {compiled}")
    lines = await connection.fetch(f"EXPLAIN EXECUTE look({values})")
    plan = "\n".join(line[0] for line in lines)

    assert ("jobs_pkey" if name == "check_write" else "jobs_unchecked") in plan
    assert "Seq Scan on jobs" not in plan
