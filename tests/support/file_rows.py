"""Rows of a test that refer to files."""

from datetime import timedelta
from typing import Any

import asyncpg
import orjson

from tests.support.factories import payload
from tests.support.sender import Sender
from worker.files.rows import FileRows, Row, Settled

IDS = {"file:a.pdf": "id-a"}


def with_files(*file_ids: str) -> dict[str, object]:
    return payload(FlowFileInfos=[{"FileIds": [file_id]} for file_id in file_ids])


REFERRING = with_files("file:a.pdf", "file:a.pdf")


async def enqueue(connection: asyncpg.Connection, body: object = REFERRING) -> int:
    sql = "INSERT INTO flowgroup.jobs (payload) VALUES ($1) RETURNING id"
    job_id: int = await connection.fetchval(sql, orjson.dumps(body).decode())
    return job_id


async def read(rows: FileRows, **how: Any) -> list[Row]:  # noqa: ANN401 - arguments of next
    return await rows.next(
        **{"account": "default", "n": 10, "within": 60.0, "passed_over": [], **how}
    )


async def make_ready(rows: FileRows, sender: Sender, seconds: float = 480) -> None:
    until = await sender.now() + timedelta(seconds=seconds)
    found = [Settled(row, waits=False, file_ids=IDS, files_until=until) for row in await read(rows)]
    await rows.settle(found)
