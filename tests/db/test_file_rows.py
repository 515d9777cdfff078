"""Rows that wait for files: who waits, who may be begun, what a verdict writes, and what ends by itself."""

from datetime import timedelta
from typing import Any

import asyncpg
import orjson
import pytest

from tests.support.factories import insert_job, payload
from tests.support.sender import Sender
from worker.files.cache import FileCache, FileKey
from worker.files.rows import FileRows, Row, Settled

IDS = {"file:a.pdf": "id-a"}


def with_files(*file_ids: str) -> dict[str, object]:
    return payload(FlowFileInfos=[{"FileIds": [file_id]} for file_id in file_ids])


REFERRING = with_files("file:a.pdf", "file:a.pdf")


@pytest.fixture
def rows(sender: Sender) -> FileRows:
    """Return the rows under test."""
    return FileRows(sender.store)


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


async def test_lost_ids_are_taken_from_all_who_have_them(rows: FileRows, sender: Sender) -> None:
    """An id that the API forgot takes every ready row that was to be sent with it back into the line for files."""
    with_it = await enqueue(sender.connection)
    await make_ready(rows, sender)
    other = await enqueue(sender.connection)
    until = await sender.now() + timedelta(seconds=480)
    [row] = await read(rows)
    await rows.settle(
        [Settled(row, waits=False, file_ids={"file:a.pdf": "id-b"}, files_until=until)]
    )
    cache, key = FileCache(sender.store, "worker-1", 30), FileKey("default", "owner", "a" * 64)
    now = await cache.claim(key, 7, 60) or 0
    await cache.record(key, "id-a", began=now, valid_for=480)

    assert 1 == await cache.forget("default", ["id-a"])
    assert (await sender.job(with_it))["waits_for_files"] is True
    assert (await sender.job(other))["waits_for_files"] is False


async def test_a_row_that_becomes_ready_with_a_lost_id(rows: FileRows, sender: Sender) -> None:
    """Whose id was replaced before its row was written is taken back by the next report of that id."""
    cache, key = FileCache(sender.store, "worker-1", 30), FileKey("default", "owner", "a" * 64)
    now = await cache.claim(key, 7, 60) or 0
    await cache.record(key, "id-a", began=now, valid_for=480)
    await cache.forget("default", ["id-a"])
    await cache.claim(key, 7, 60)
    await cache.record(key, "id-b", began=await sender.store.now(), valid_for=480)
    await enqueue(sender.connection)
    await make_ready(rows, sender)

    assert 0 == await cache.forget("default", ["id-b"])
    assert 1 == await cache.forget("default", ["id-a"])


async def test_a_row_tells_when_its_ids_were_lost(rows: FileRows, sender: Sender) -> None:
    """A row that waits tells when the refusal was written; one that the API never refused tells nothing."""
    await enqueue(sender.connection)
    assert [None] == [row.lost_at for row in await read(rows)]

    await make_ready(rows, sender)
    attempt, before = await sender.begin_one(), await sender.now()
    await sender.report(attempt.key, "transient", error_code="ResourceNotFound", files_lost=True)
    [row] = await read(rows)
    assert row.lost_at is not None
    assert before < row.lost_at < await sender.now()


async def test_a_call_that_never_left_is_no_loss(rows: FileRows, sender: Sender) -> None:
    """A row whose ids were of other files gets new ones, and the API may still refuse those once."""
    job_id = await enqueue(sender.connection)
    await make_ready(rows, sender)
    attempt = await sender.begin_one()
    await sender.report(attempt.key, "not_sent", error_code="Worker.Unsent", files_lost=True)
    job = await sender.job(job_id)

    assert (True, False) == (job["waits_for_files"], job["files_lost"])


async def test_files_that_the_api_lost_are_sought_again(rows: FileRows, sender: Sender) -> None:
    """A call that was refused for its ids costs no attempt; the row waits for new ones and remembers it once."""
    job_id = await enqueue(sender.connection)
    await make_ready(rows, sender)
    attempt = await sender.begin_one()
    lost = {"error_code": "ResourceNotFound.File", "files_lost": True, "counted": False}
    await sender.report(attempt.key, "transient", **lost)
    job = await sender.job(job_id)

    assert ("pending", True, None, True, 0) == (
        job["status"],
        job["waits_for_files"],
        job["file_ids"],
        job["files_lost"],
        job["attempts"],
    )
    await make_ready(rows, sender)
    again = await sender.begin_one()
    assert again.files_lost
    await sender.report(again.key, "refused", error_code="ResourceNotFound.File")
    job = await sender.job(job_id)
    assert ("failed", False) == (job["status"], job["files_lost"])
