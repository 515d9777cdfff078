"""The check of rows that are made to hurt, and what a look costs."""

import asyncpg
import orjson
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.support.check_statements import insert, take, write
from tests.support.emulated import example
from tests.support.factories import payload
from worker.check.judge import Judge
from worker.database import WORKER_SESSION
from worker.store import Store, statement

LOOKS = ("check_turn", "check_take", "check_write")
UNCHECKED = {"jobs_unchecked", "jobs_unchecked_refused"}
INDEXES = {"check_turn": UNCHECKED, "check_take": UNCHECKED, "check_write": {"jobs_pkey"}}
VALUES = {
    "worker": "'worker-1'",
    "turn_s": "5",
    "n": "500",
    "room": "1000000",
    "most_bytes": "1000000",
    "verdicts": """'[{"id": 1, "version": "1", "errors": null}]'""",
}
FILL = """
INSERT INTO flowgroup.jobs (payload, status, attempt_no, finished_at, flow_group_id, checked_at, errors)
SELECT '{"FlowFileInfos": [1, 2]}', $2, CASE $2 WHEN 'succeeded' THEN 1 ELSE 0 END,
       CASE WHEN $2 <> 'pending' THEN now() END, CASE $2 WHEN 'succeeded' THEN 'group' END,
       CASE WHEN $2 <> 'succeeded' THEN now() END, CASE $2 WHEN 'invalid' THEN '[{}]'::jsonb END
FROM generate_series(1, $1::int)"""


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
    [found] = await take(store)
    errors = await connection.fetchval("SELECT errors FROM flowgroup.jobs")
    rules = [fault["rule"] for fault in orjson.loads(errors or "[]")]

    assert (["size"] if over > 0 else []) == rules
    assert ["size" if over > 0 else "unknown"] == [f.rule for f in Judge(None).faults(found)]


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
    """With 50,000 finished and 40,000 checked rows a look reads the indexes of unchecked ones, and scans no table."""
    await connection.execute(FILL, 50_000, "succeeded")
    await connection.execute(FILL, 20_000, "pending")
    await connection.execute(FILL, 20_000, "invalid")
    await connection.execute("ANALYZE flowgroup.jobs")
    compiled = statement(name).compile(dialect=engine.dialect)
    values = ", ".join(VALUES[bind] for bind in compiled.positiontup or ())
    await connection.execute(f"SET plan_cache_mode = {mode}; PREPARE look AS {compiled}")
    lines = await connection.fetch(f"EXPLAIN EXECUTE look({values})")
    plan = "\n".join(line[0] for line in lines)

    assert INDEXES[name] == {word for word in plan.split() if word.startswith("jobs_")}
    assert "Seq Scan on jobs" not in plan


@pytest.mark.parametrize("name", LOOKS)
async def test_a_plan_made_early_holds(database_url: str, engine: AsyncEngine, name: str) -> None:
    """A statement that was planned over an empty table, and for good, finds its rows by their index all the same."""
    connection = await asyncpg.connect(database_url, server_settings=WORKER_SESSION)
    compiled = statement(name).compile(dialect=engine.dialect)
    values = ", ".join(VALUES[bind] for bind in compiled.positiontup or ())
    await connection.execute(f"PREPARE look AS {compiled}")
    lines = await connection.fetch(f"EXPLAIN EXECUTE look({values})")
    await connection.close()
    used = {word for line in lines for word in line[0].split() if word.startswith("jobs_")}

    assert INDEXES[name] == used
