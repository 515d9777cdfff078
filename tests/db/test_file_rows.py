"""Rows that wait for files: who waits, who may be begun, what a verdict writes, and what ends by itself."""

from datetime import timedelta
from typing import Any

import asyncpg
import orjson
import pytest

from tests.support.factories import insert_job, payload
from tests.support.file_rows import IDS, REFERRING, enqueue, make_ready, read, with_files
from tests.support.sender import Sender
from worker.files.rows import FileRows, Settled


@pytest.mark.parametrize(
    ("file_ids", "waits"),
    [
        (("file:a.pdf", "yDwNBUUckp0"), True),
        (("yDwNBUUckp0", " FILE:a.pdf"), True),
        (("yDwNBUUckp0", "yDwNBUUckp1"), False),
        (("profile:a", "my file:a"), False),
    ],
)
async def test_an_insert_tells_who_waits(
    connection: asyncpg.Connection, file_ids: tuple[str, ...], *, waits: bool
) -> None:
    """A row with a reference among its FileIds waits for files from its INSERT on, however the prefix is spelt."""
    job_id = await enqueue(connection, with_files(*file_ids))

    assert waits is await connection.fetchval(
        "SELECT waits_for_files FROM flowgroup.jobs WHERE id = $1", job_id
    )


async def test_only_a_ready_row_is_begun(rows: FileRows, sender: Sender) -> None:
    """A row whose files are not ready is not due and is not begun; with its ids it is, and brings them along."""
    job_id = await enqueue(sender.connection)

    assert (None, []) == (await sender.store.due_in("default"), await sender.begin())
    assert ["default"] == await sender.store.accounts()

    await make_ready(rows, sender)
    assert (await sender.store.due_in("default") or 1) <= 0
    attempt = await sender.begin_one()
    assert (job_id, IDS, False) == (
        attempt.job_id,
        orjson.loads(attempt.file_ids or ""),
        attempt.files_lost,
    )


async def test_ids_that_end_before_the_slot_are_not_sent(rows: FileRows, sender: Sender) -> None:
    """A begin passes over a row whose ids end before its slot; the row behind it is sent."""
    await enqueue(sender.connection)
    await make_ready(rows, sender, 60)
    plain = await enqueue(sender.connection, payload())
    slot_at = await sender.now() + timedelta(seconds=61)

    assert [plain] == [row.job_id for row in await sender.begin(2, slot_at=slot_at)]


@pytest.mark.parametrize(("seconds", "taken"), [(60, 0), (-1, 1)])
async def test_rows_wait_again_when_their_ids_end(
    rows: FileRows, sender: Sender, seconds: float, taken: int
) -> None:
    """Ids that are over take their row back into the line for files; others stay ready."""
    job_id = await enqueue(sender.connection)
    await make_ready(rows, sender, seconds)

    assert taken == await rows.take_back()
    job = await sender.job(job_id)
    assert (bool(taken), not taken) == (job["waits_for_files"], job["file_ids"] is not None)


async def test_the_order_is_that_of_sending(rows: FileRows, sender: Sender) -> None:
    """Higher priority first, then what was tried before, then run_after and id; what is planned for later is left."""
    insert = sender.connection

    async def enqueued(**columns: Any) -> int:  # noqa: ANN401 - columns
        return await insert_job(insert, payload=REFERRING, **columns)

    late, early = await enqueued(), await enqueued(run_after=await sender.now() - timedelta(1))
    tried, high = await enqueued(attempt_no=1), await enqueued(priority=1)
    await enqueued(run_after=await sender.now() + timedelta(hours=1), priority=1)

    assert [high, tried, early, late] == [row.job_id for row in await read(rows)]
    assert [high, tried] == [row.job_id for row in await read(rows, n=2)]
    assert [early, late] == [row.job_id for row in await read(rows, passed_over=[high, tried])]
    [line] = await rows.lines(["default", "other"], 60)
    assert ("default", 0) == (line.account, line.ready)


async def test_of_the_payload_only_files_and_owner_are_read(rows: FileRows, sender: Sender) -> None:
    """Neither names nor numbers of people are read to prepare files; places keep their index."""
    flows = [{"FlowName": "secret"}, {"FileIds": ["file:a.pdf"], "FlowApprovers": [1]}]
    await enqueue(sender.connection, {"Agent": {"AppId": "app"}, "FlowFileInfos": flows})
    [row] = await read(rows)

    assert {
        "Agent": {"AppId": "app"},
        "FlowFileInfos": [{"FileIds": None}, {"FileIds": ["file:a.pdf"]}],
    } == orjson.loads(row.body)


async def test_a_verdict_is_of_the_row_that_was_read(rows: FileRows, sender: Sender) -> None:
    """A payload that changed meanwhile is looked at anew, and a row that was cancelled stays so."""
    changed, cancelled = await enqueue(sender.connection), await enqueue(sender.connection)
    seen = await read(rows)
    await sender.connection.execute(
        "UPDATE flowgroup.jobs SET payload = $2 WHERE id = $1",
        changed,
        orjson.dumps(with_files("file:b.pdf", "file:a.pdf")).decode(),
    )
    await sender.connection.execute("SELECT flowgroup.cancel($1, 'no')", cancelled)
    written = await rows.settle([Settled(row, waits=False, file_ids=IDS) for row in seen])

    assert set() == written
    assert [changed] == [row.job_id for row in await read(rows)]


async def test_the_same_trouble_is_written_once(rows: FileRows, sender: Sender) -> None:
    """Why a row waits stands in it, and is not written again and again."""
    job_id = await enqueue(sender.connection)
    trouble: dict[str, Any] = {"error_code": "Worker.FilesAway", "error_message": "away"}
    first = await rows.settle([Settled(row, **trouble) for row in await read(rows)])
    second = await rows.settle([Settled(row, **trouble) for row in await read(rows)])
    job = await sender.job(job_id)

    assert ({job_id}, set()) == (first, second)
    assert ("pending", "Worker.FilesAway", True) == (
        job["status"],
        job["error_code"],
        job["waits_for_files"],
    )
    await make_ready(rows, sender)
    assert (await sender.job(job_id))["error_code"] is None


async def test_a_mended_payload_seeks_its_own_files(rows: FileRows, sender: Sender) -> None:
    """New references wait, ids in their place do not; what was ready for the old payload is forgotten."""
    job_id = await enqueue(sender.connection)
    await make_ready(rows, sender)

    for body, waits in ((with_files("file:b.pdf", "x"), True), (with_files("x", "y"), False)):
        await sender.connection.execute(
            "UPDATE flowgroup.jobs SET payload = $2 WHERE id = $1",
            job_id,
            orjson.dumps(body).decode(),
        )
        job = await sender.job(job_id)
        assert (waits, None, None) == (job["waits_for_files"], job["file_ids"], job["files_until"])
