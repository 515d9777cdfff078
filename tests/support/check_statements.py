"""The statements of the check, as the checker runs them."""

import asyncpg
import orjson

from worker.check.judge import Judge, Row, verdict
from worker.store import Store

BATCH = {"n": 10, "room": 1 << 20, "most_bytes": 10 << 20, "turn_s": 60.0}


async def take(store: Store, worker: str = "worker-1", **changes: object) -> list[Row]:
    """Take the next rows, if it is the worker's turn."""
    rows = await store.run("check_take", {**BATCH, "worker": worker, **changes})
    return [Row(*row) for row in rows]


async def write(store: Store, rows: list[Row]) -> dict[int, str]:
    """Judge rows and write the verdicts; return the states of those that were taken."""
    judge = Judge(None)
    verdicts = [verdict(row, judge.faults(row)) for row in rows]
    written = await store.run("check_write", {"verdicts": orjson.dumps(verdicts).decode()})
    return {row.job_id: row.status for row in written}


async def insert(connection: asyncpg.Connection, text: str, **columns: object) -> int:
    """Insert a row as an enqueuer does."""
    names = ", ".join(["payload", *columns])
    marks = ", ".join(f"${i}" for i in range(2, len(columns) + 2))
    sql = f"INSERT INTO flowgroup.jobs ({names}) VALUES ($1::text::jsonb{', ' if marks else ''}{marks}) RETURNING id"  # noqa: S608  names come from the test
    job_id: int = await connection.fetchval(sql, text, *columns.values())
    return job_id
