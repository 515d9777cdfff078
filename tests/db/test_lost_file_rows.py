"""Rows whose ids the API lost: who waits again, and what counts as a loss."""

from datetime import timedelta

from tests.support.file_rows import enqueue, make_ready, read
from tests.support.sender import Sender
from worker.files.cache import FileCache, FileKey
from worker.files.rows import FileRows, Settled


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
