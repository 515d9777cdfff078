"""What the views cost: an index each, however long the history is."""

import re
from collections.abc import Iterator
from importlib.resources import files
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
UNHAPPY = """
INSERT INTO flowgroup.jobs (payload, batch, status, attempt_no, finished_at, error_code, errors)
SELECT '{"FlowFileInfos": [1, 2]}', 'b' || n % 5, kind, CASE kind WHEN 'invalid' THEN 0 ELSE 1 END,
       now() - interval '1 hour',
       CASE kind WHEN 'failed' THEN 'InvalidParameter.Name' WHEN 'in_doubt' THEN 'Worker.Timeout' END,
       CASE kind WHEN 'invalid' THEN '[{"path": "$", "rule": "size"}]'::jsonb END
FROM (SELECT n, (ARRAY['invalid', 'in_doubt', 'failed', 'failed'])[1 + n % 4] AS kind
      FROM generate_series(1, 80) AS n) AS made"""
TRIED = """
INSERT INTO flowgroup.jobs (payload, batch, attempt_no, deferrals, error_code)
SELECT '{"FlowFileInfos": [1, 2]}', 'open' || n % 5, 1, n % 21, 'InternalError' FROM generate_series(1, 100) AS n"""
QUERIES = {
    "batch_progress": "SELECT * FROM flowgroup.batch_progress",
    "error_breakdown": "SELECT * FROM flowgroup.error_breakdown",
    "throughput": "SELECT * FROM flowgroup.throughput",
    "needs_attention": "SELECT * FROM flowgroup.needs_attention",
    "quota_state": "SELECT * FROM flowgroup.quota_state",
    "account_state": "SELECT * FROM flowgroup.account_state",
    "explain": "SELECT * FROM flowgroup.explain(20001)",
    "a look": "SELECT flowgroup.roll_up()",
}
MOST = 1000  # pages; the table and its index of ids have about 2,000


@pytest.fixture
async def filled(connection: asyncpg.Connection) -> asyncpg.Connection:
    """Fill the tables without a trigger, as they are after months, and add up."""
    await connection.execute("SET session_replication_role = replica")
    for sql in (FINISHED, WAITING, CALLS, UNHAPPY, TRIED):
        await connection.execute(sql)
    await connection.execute("RESET session_replication_role")
    await connection.execute("UPDATE flowgroup.tally_mark SET upto = '-infinity'")
    await connection.execute("VACUUM ANALYZE flowgroup.jobs, flowgroup.attempts")
    await look(connection)
    await connection.execute("SELECT flowgroup.set_quota('default', 10, NULL)")
    return connection


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for child in plan.get("Plans", []):
        yield from nodes(child)


@pytest.mark.parametrize("name", QUERIES)
async def test_no_view_reads_the_history(filled: asyncpg.Connection, name: str) -> None:
    """With 20,000 finished rows behind it a view, or a look, touches a fraction of the table's pages."""
    rows = await filled.fetch(QUERIES[name])
    plan = await filled.fetchval(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {QUERIES[name]}")
    root = orjson.loads(plan)[0]["Plan"]
    pages = root["Shared Hit Blocks"] + root["Shared Read Blocks"]

    assert rows or name in {"account_state", "throughput"}
    assert pages < MOST
    assert [] == [
        node["Relation Name"]
        for node in nodes(root)
        if node["Node Type"] == "Seq Scan" and node["Relation Name"] in {"jobs", "attempts"}
    ]


async def test_open_rows_are_counted_from_the_index_alone(filled: asyncpg.Connection) -> None:
    """The 2,100 open rows cost a few pages of their own index."""
    plan = await filled.fetchval(
        "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) SELECT * FROM flowgroup.open_counts()"
    )
    root = orjson.loads(plan)[0]["Plan"]

    assert 2100 == sum(
        [row["n"] for row in await filled.fetch("SELECT n FROM flowgroup.open_counts()")]
    )
    assert root["Shared Hit Blocks"] + root["Shared Read Blocks"] < 100


@pytest.mark.parametrize(
    ("told", "name", "times"),
    [(10, "page_tonight", 1), (10, "quotas", 1), (None, "page_tonight", 1), (None, "quotas", None)],
)
async def test_open_rows_are_counted_once(
    filled: asyncpg.Connection, told: int | None, name: str, times: int | None
) -> None:
    """The first page's batches and quotas are of one count; for quotas alone there is none where nothing was told."""
    await filled.execute("SELECT flowgroup.set_quota('default', $1, NULL)", told)
    async with filled.transaction():
        await filled.execute("SET LOCAL track_functions = 'all'")
        await filled.fetch(statement(name, most="50", action="'a'"))
        counted = await filled.fetchval(
            "SELECT calls FROM pg_stat_xact_user_functions WHERE funcname = 'open_parts'"
        )

    assert times == counted


def statement(name: str, **values: str) -> str:
    """Return a statement of the commands with literals in the place of its parameters, as a custom plan sees it."""
    sql = (files("worker") / "sql" / f"{name}.sql").read_text("utf-8")
    return re.sub(r"(?<!:):([a-z_]+)", lambda found: values.get(found[1], "NULL"), sql)


async def scans(connection: asyncpg.Connection, sql: str) -> set[tuple[str, str | None]]:
    """Return how the plan reads jobs: kind of node, and index."""
    plan = await connection.fetchval(f"EXPLAIN (FORMAT JSON) {sql}")
    found = nodes(orjson.loads(plan)[0]["Plan"])
    return {
        (n["Node Type"], n.get("Index Name")) for n in found if n.get("Relation Name") == "jobs"
    }


async def test_what_waits_is_counted_from_its_index_alone(filled: asyncpg.Connection) -> None:
    """`status` does not read the rows in line, nor the history behind them."""
    found = await scans(filled, statement("status_waiting"))

    assert ("Index Only Scan", "jobs_next") in found
    assert "Seq Scan" not in {kind for kind, _ in found}


async def test_the_list_of_a_batch_walks_its_index(filled: asyncpg.Connection) -> None:
    """The newest rows of an old batch are found at once, however many rows came since."""
    plain = {"duplicate_risk": "false", "second_groups": "false", "limit": "50"}

    assert {("Index Scan", "jobs_of_batch")} == await scans(
        filled, statement("jobs_list", batch="'b1'", **plain)
    )
    assert {("Index Scan", "jobs_pkey")} == await scans(filled, statement("jobs_list", **plain))
