"""Writes rows as they may stand at any moment of the past, straight into the tables."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import uuid4

import asyncpg
import orjson

FINAL = frozenset({"succeeded", "failed", "invalid", "in_doubt", "cancelled"})
OUTCOMES = {"succeeded": "created", "failed": "refused", "in_doubt": "in_doubt"}
FAULT = {"path": "$", "rule": "type", "message": "No object.", "message_zh": "不是对象。"}
LEASE = timedelta(seconds=120)
NOW = timedelta()


def payload(contracts: int = 2, **fields: object) -> dict[str, object]:
    """Return a request body that has the shape of a contract group."""
    files = [{"FileIds": [f"file-{i}"], "FlowName": f"contract {i}"} for i in range(contracts)]
    return {"FlowGroupName": "group", "FlowFileInfos": files, **fields}


async def insert(
    connection: asyncpg.Connection, table: str, row: Mapping[str, object], returning: str = "1"
) -> Any:  # noqa: ANN401  whatever column is asked for
    """Insert one row and return an expression over it; dicts become jsonb."""
    json = {name for name, value in row.items() if _is_json(value)}
    values = [orjson.dumps(v).decode() if name in json else v for name, v in row.items()]
    marks = [f"${i}{'::text::jsonb' if name in json else ''}" for i, name in enumerate(row, 1)]
    sql = f"INSERT INTO flowgroup.{table} ({', '.join(row)}) VALUES ({', '.join(marks)}) RETURNING {returning}"  # noqa: S608  names come from the test itself
    return await connection.fetchval(sql, *values)


def _is_json(value: object) -> bool:
    return isinstance(value, dict) or (
        isinstance(value, list) and any(isinstance(item, dict) for item in value)
    )


async def insert_job(
    connection: asyncpg.Connection,
    *,
    status: str = "pending",
    aged: timedelta = NOW,
    **columns: object,
) -> int:
    """Insert a job that reached `status` a while ago, with the attempt that such a row has."""
    past = await connection.fetchval("SELECT now() - $1::interval", aged)
    row: dict[str, object] = {
        "payload": payload(),
        "status": status,
        "attempt_no": 1 if status == "sending" or status in OUTCOMES else 0,
        "created_at": past,
        "run_after": past,
        "updated_at": past,
        "finished_at": past if status in FINAL else None,
        "flow_group_id": "group-1" if status == "succeeded" else None,
        "flow_ids": ["flow-1", "flow-2"] if status == "succeeded" else None,
        "error_code": "Code" if status in {"failed", "in_doubt"} else None,
        "errors": [FAULT] if status == "invalid" else None,
        **columns,
    }
    row.setdefault("attempts", row["attempt_no"])
    job_id: int = await insert(connection, "jobs", row, "id")
    for attempt_no in range(1, int(str(row["attempt_no"])) + 1):
        newest = attempt_no == row["attempt_no"]
        outcome = (None if status == "sending" else OUTCOMES.get(status)) if newest else "transient"
        await insert_attempt(connection, job_id, attempt_no, outcome=outcome, aged=aged)
    return job_id


async def insert_attempt(
    connection: asyncpg.Connection,
    job_id: int,
    attempt_no: int,
    *,
    outcome: str | None = None,
    aged: timedelta = NOW,
    **columns: object,
) -> None:
    """Insert an attempt that was begun a while ago and ended at once, unless it has no outcome."""
    past = await connection.fetchval("SELECT now() - $1::interval", aged)
    row: dict[str, object] = {
        "job_id": job_id,
        "attempt_no": attempt_no,
        "token": uuid4(),
        "account": "default",
        "worker": "worker-1",
        "begun_at": past,
        "signed_at": past,
        "send_deadline": past + LEASE,
        "finished_at": None if outcome is None else past,
        "outcome": outcome,
        "flow_group_id": "group-1" if outcome == "created" else None,
        **columns,
    }
    await insert(connection, "attempts", row)
