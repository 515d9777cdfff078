"""What a page of `flowgroup jobs list` costs by each filter: a few pages of an index, however long the history is."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import asyncpg
import orjson
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from worker.ops.jobs.filters import Filter
from worker.store import statement

# Of a thousand rows that are over ten failed and two are invalid; they are of twenty batches, the newest rows of none.
OVER = """
INSERT INTO flowgroup.jobs (payload, batch, status, attempt_no, created_at, finished_at, flow_group_id,
                            error_code, errors)
SELECT '{"FlowFileInfos": [1, 2]}', 'night-' || n / 1500, status, 1, now() - interval '10 d', now() - interval '9 d',
       CASE status WHEN 'succeeded' THEN 'group' END, CASE status WHEN 'failed' THEN 'InvalidParameter.Name' END,
       CASE status WHEN 'invalid' THEN '[{"path": "$"}]'::jsonb END
FROM (SELECT n, CASE WHEN n % 100 = 0 THEN 'failed' WHEN n % 500 = 1 THEN 'invalid' ELSE 'succeeded' END AS status
      FROM generate_series(0, 29999) AS n) AS made"""
CALLS = """
INSERT INTO flowgroup.attempts (job_id, attempt_no, token, account, worker, signed_at, send_deadline)
SELECT id, 1, gen_random_uuid(), account, 'worker', now(), now() FROM flowgroup.jobs"""
WAITING = """
INSERT INTO flowgroup.jobs (payload) SELECT '{"FlowFileInfos": [1, 2]}' FROM generate_series(1, 10000)"""
RARE = """UPDATE flowgroup.jobs SET status = 'cancelled', error_code = NULL
WHERE id IN (SELECT min(id) FROM flowgroup.jobs WHERE status = 'failed')"""
DAY = timedelta(days=1)
PAGE: Mapping[str, object] = {
    "ids": None,
    "floor": None,
    "before": None,
    "limit": 51,
    "duplicate_risk": False,
    "second_groups": False,
}
FILTERS: Mapping[str, tuple[Filter, int]] = {
    "none": (Filter(), 51),
    "failed": (Filter(status="failed"), 51),
    "invalid": (Filter(status="invalid"), 51),
    "in_doubt": (Filter(status="in_doubt"), 0),
    "cancelled": (Filter(status="cancelled"), 1),
    "pending": (Filter(status="pending"), 51),
    "sending": (Filter(status="sending"), 0),
    "an old batch": (Filter(batch="night-1"), 51),
    "no batch": (Filter(batch="night"), 0),
    "failed of a batch": (Filter(batch="night-1", status="failed"), 15),
    "cancelled of a batch": (Filter(batch="night-1", status="cancelled"), 0),
    "a code": (Filter(code="InvalidParameter.Name"), 51),
    "a code with its sub-codes": (Filter(code="InvalidParameter"), 51),
    "a code of a batch": (Filter(batch="night-1", code="InvalidParameter"), 15),
    "a code of failed rows": (Filter(status="failed", code="InvalidParameter"), 51),
    "failed, older": (Filter(status="failed", older=DAY), 51),
}
# What may lie far apart, and the part of it that the index of the list serves.
SPARSE: Mapping[str, tuple[Filter, Filter]] = {
    "text": (Filter(text="nothing"), Filter()),
    "older": (Filter(older=90 * DAY), Filter()),
    "newer": (Filter(newer=timedelta()), Filter()),
    "succeeded": (Filter(status="succeeded"), Filter()),
    "an account": (Filter(account="nobody"), Filter()),
    "text of failed rows": (Filter(status="failed", text="nothing"), Filter(status="failed")),
    "text of a batch": (Filter(batch="night-1", text="nothing"), Filter(batch="night-1")),
}
LOOKED_AT = 250  # rows; each may cost a page of its own, and four for its calls
MARKS = ("duplicate_risk", "second_groups")
MOST = 400  # pages; the 10,000 rows that wait have more than that, and the table five times as many


@pytest.fixture
async def filled(connection: asyncpg.Connection) -> asyncpg.Connection:
    """Fill the tables without a trigger, as they are in the evening after many nights."""
    await connection.execute("SET session_replication_role = replica")
    for sql in (OVER, CALLS, WAITING, RARE):
        await connection.execute(sql)
    await connection.execute("RESET session_replication_role")
    await connection.execute("VACUUM ANALYZE flowgroup.jobs, flowgroup.attempts")
    return connection


async def cost(
    connection: asyncpg.Connection,
    engine: AsyncEngine,
    values: Mapping[str, object],
    name: str = "jobs_list",
) -> tuple[int, int]:
    """Return how many rows came, and how many pages were read for them."""
    compiled = statement(name).compile(dialect=engine.dialect)
    arguments = [values[name] for name in compiled.positiontup or ()]
    await connection.execute("SET plan_cache_mode = force_custom_plan")
    plan = await connection.fetchval(
        f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {compiled}", *arguments
    )
    root: dict[str, Any] = orjson.loads(plan)[0]["Plan"]
    return int(root["Actual Rows"]), root["Shared Hit Blocks"] + root["Shared Read Blocks"]


async def test_no_filter_reads_the_history(filled: asyncpg.Connection, engine: AsyncEngine) -> None:
    """Each of these filters finds its rows behind 10,000 newer ones, among 30,000, by an index."""
    found = {
        name: await cost(filled, engine, {**PAGE, **which.parameters()})
        for name, (which, _) in FILTERS.items()
    }

    assert {name: rows for name, (_, rows) in FILTERS.items()} == {
        name: rows for name, (rows, _) in found.items()
    }
    assert {} == {name: pages for name, (_, pages) in found.items() if pages > MOST}


@pytest.mark.parametrize("mark", MARKS)
async def test_no_mark_reads_the_history(
    filled: asyncpg.Connection, engine: AsyncEngine, mark: str
) -> None:
    """A mark that no row bears costs a look at its index."""
    rows, pages = await cost(filled, engine, {**PAGE, **Filter().parameters(), mark: True})

    assert rows == 0
    assert pages < 20


@pytest.mark.parametrize("name", SPARSE)
async def test_a_look_reads_its_rows_alone(
    filled: asyncpg.Connection, engine: AsyncEngine, name: str
) -> None:
    """However rare what is asked for is, a look at some rows costs those rows, wherever in the history they lie."""
    which, by_index = SPARSE[name]
    before = await filled.fetchval("SELECT max(id) - 11000 FROM flowgroup.jobs")
    for at in (None, before):
        index = {**PAGE, **by_index.parameters(), "before": at, "most": LOOKED_AT}
        compiled = statement("jobs_floor").compile(dialect=engine.dialect)
        floor = await filled.fetchval(
            str(compiled), *[index[bind] for bind in compiled.positiontup or ()]
        )
        _, counted = await cost(filled, engine, index, "jobs_floor")
        values = {**PAGE, **which.parameters(), "before": at, "floor": floor}
        found, looked_at = await cost(filled, engine, values)

        assert floor is not None
        assert counted < MOST
        assert looked_at < 5 * LOOKED_AT
        assert found in {0, 51}
