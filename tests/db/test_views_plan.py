"""What the views cost: an index each, however long the history is."""

from collections.abc import Iterator
from typing import Any

import asyncpg
import orjson
import pytest

from tests.support.tallying import look

FINISHED = """
INSERT INTO flowgroup.jobs (payload, batch, status, attempt_no, finished_at, flow_group_id, flow_ids)
SELECT '{"FlowFileInfos": [1, 2]}', 'b' || n % 5, 'succeeded', 1, now() - interval '1 hour', 'g', '{a,b}'
FROM generate_series(1, 20000) AS n"""
WAITING = """
INSERT INTO flowgroup.jobs (payload, batch) SELECT '{"FlowFileInfos": [1, 2]}', 'open' || n % 5
FROM generate_series(1, 2000) AS n"""
CALLS = """
INSERT INTO flowgroup.attempts
    (job_id, attempt_no, token, account, worker, begun_at, signed_at, send_deadline, finished_at, outcome,
     flow_group_id)
SELECT id, 1, gen_random_uuid(), account, 'worker', finished_at, now(), now(), now(), 'created', 'group'
FROM flowgroup.jobs WHERE attempt_no = 1"""
QUERIES = {
    "batch_progress": "SELECT * FROM flowgroup.batch_progress",
    "error_breakdown": "SELECT * FROM flowgroup.error_breakdown",
    "throughput": "SELECT * FROM flowgroup.throughput",
    "needs_attention": "SELECT * FROM flowgroup.needs_attention",
    "account_state": "SELECT * FROM flowgroup.account_state",
    "explain": "SELECT * FROM flowgroup.explain(20001)",
    "a look": "SELECT flowgroup.roll_up()",
}
MOST = 1000  # pages; the table and its index of ids have about 2,000


@pytest.fixture
async def filled(connection: asyncpg.Connection) -> asyncpg.Connection:
    """Fill the tables without a trigger, as they are after months, and add up."""
    await connection.execute("SET session_replication_role = replica")
    for sql in (FINISHED, WAITING, CALLS):
        await connection.execute(sql)
    await connection.execute("RESET session_replication_role")
    await connection.execute("UPDATE flowgroup.tally_mark SET upto = '-infinity'")
    await connection.execute("VACUUM ANALYZE flowgroup.jobs, flowgroup.attempts")
    await look(connection)
    return connection


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for child in plan.get("Plans", []):
        yield from nodes(child)


@pytest.mark.parametrize("name", QUERIES)
async def test_no_view_reads_the_history(filled: asyncpg.Connection, name: str) -> None:
    """With 20,000 finished rows behind it a view, or a look, touches a fraction of the table's pages."""
    await filled.fetch(QUERIES[name])
    plan = await filled.fetchval(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {QUERIES[name]}")
    root = orjson.loads(plan)[0]["Plan"]
    pages = root["Shared Hit Blocks"] + root["Shared Read Blocks"]

    assert pages < MOST
    assert [] == [
        node["Relation Name"]
        for node in nodes(root)
        if node["Node Type"] == "Seq Scan" and node["Relation Name"] in {"jobs", "attempts"}
    ]


async def test_open_rows_are_counted_from_the_index_alone(filled: asyncpg.Connection) -> None:
    """The 2,000 open rows cost a few pages of their own index."""
    plan = await filled.fetchval(
        "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) SELECT * FROM flowgroup.open_counts()"
    )
    root = orjson.loads(plan)[0]["Plan"]

    assert 2000 == sum(
        [row["n"] for row in await filled.fetch("SELECT n FROM flowgroup.open_counts()")]
    )
    assert root["Shared Hit Blocks"] + root["Shared Read Blocks"] < 100
