"""Plans of the workers' statements, as Postgres makes them."""

from collections.abc import Iterator
from typing import Any

import asyncpg
import orjson
from sqlalchemy.ext.asyncio import AsyncEngine

from worker.store import statement

VALUES = {
    "account": "'default'",
    "key_fingerprint": "'key-1'",
    "endpoint": "'api.test'",
    "worker": "'worker-1'",
    "token": "'00000000-0000-4000-8000-000000000000'",
    "slot_at": "clock_timestamp()",
    "n": "1",
    "lease": "120",
    "lateness": "10",
    "state_id": "NULL",
    "generation": "0",
    "beats": "0",
    "now": "NULL",
    "tokens": "'{00000000-0000-4000-8000-000000000000}'",
    "job_ids": "'{1,2,3}'",
    "accounts": "'{default,other}'",
    "within_s": "60",
    "passed_over": "'{1,2,3}'",
    "file_ids": "'{id}'",
    "trust_s": "5",
    "settled": """'[{"job_id": 1, "status": "pending"}]'""",
    "verdicts": """'[{"id": 1, "version": "1"}]'""",
    "reports": """'[{"job_id": 1, "attempt_no": 1, "outcome": "refused"}]'""",
}


async def explain(
    connection: asyncpg.Connection,
    engine: AsyncEngine,
    options: str,
    mode: str = "force_custom_plan",
    name: str = "begin",
) -> dict[str, Any]:
    """Return the plan of a statement, as EXPLAIN gives it in JSON."""
    compiled = statement(name).compile(dialect=engine.dialect)
    values = ", ".join(VALUES[bind] for bind in compiled.positiontup or ())
    arguments = f"({values})" if values else ""
    await connection.execute(f"SET plan_cache_mode = {mode}; PREPARE begin_ AS {compiled}")
    plan = await connection.fetchval(f"EXPLAIN ({options}, FORMAT JSON) EXECUTE begin_{arguments}")
    await connection.execute("DEALLOCATE begin_")
    root: dict[str, Any] = orjson.loads(plan)[0]["Plan"]
    return root


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield a plan's nodes from the top."""
    yield plan
    for child in plan.get("Plans", []):
        yield from nodes(child)


def pages(plan: dict[str, Any]) -> int:
    """Return how many pages a plan that was run has touched."""
    return int(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"])
