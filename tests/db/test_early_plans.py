"""Plans that a worker made when its tables were empty, and keeps while a night fills them."""

import asyncpg
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.support.plans import explain, nodes
from worker.database import WORKER_SESSION

TASKS = (
    "begin",
    "begin_probe",
    "check_write",
    "expire",
    "files_forget",
    "files_settle",
    "files_stale",
    "finish",
    "hold_back",
    "reap",
    "reconcile",
    "sift",
    "withdraw",
)
# The indexes that hold every row of a table.
SCANS = {("Seq Scan", "jobs"), ("Seq Scan", "attempts")}
WHOLE = {"jobs_pkey", "jobs_dedupe_key", "attempts_pkey", "attempts_begun"}


@pytest.mark.parametrize("name", TASKS)
async def test_no_early_plan_reads_a_table_whole(
    connection: asyncpg.Connection, engine: AsyncEngine, name: str
) -> None:
    """Where statistics say that nothing is there yet, rows are looked up by their key all the same."""
    await connection.execute("VACUUM ANALYZE flowgroup.jobs, flowgroup.attempts")
    for setting, value in WORKER_SESSION.items():
        await connection.execute("SELECT set_config($1, $2, false)", setting, value)

    whole = [
        node
        for node in nodes(await explain(connection, engine, "COSTS", "force_generic_plan", name))
        if (node["Node Type"], node.get("Relation Name")) in SCANS
        or (node.get("Index Name") in WHOLE and "Index Cond" not in node)
    ]

    assert [] == whole
