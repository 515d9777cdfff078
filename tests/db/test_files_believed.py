"""Ids that have just replaced lost ones are believed for a moment, and only those."""

from datetime import datetime, timedelta

import orjson
import pytest

from tests.support.factories import payload
from tests.support.sender import Sender
from worker.files.cache import FileCache, FileKey, Known
from worker.files.rows import FileRows, Settled

KEY = FileKey("default", "owner", "a" * 64)


@pytest.fixture
def cache(sender: Sender) -> FileCache:
    """Return the cache of a worker to which an id is of use for 30 s more."""
    return FileCache(sender.store, "worker-1", 30)


async def upload(
    cache: FileCache, file_id: str, after: datetime | None = None, *, valid_for: float = 480
) -> datetime:
    """Upload, and return when that began."""
    began = await cache.claim(KEY, 7, 60, after)
    assert began is not None
    return (await cache.record(KEY, file_id, began=began, valid_for=valid_for))[0]


async def seen(cache: FileCache, after: datetime) -> Known:
    return (await cache.find("default", "owner", [KEY.sha256], after))[KEY.sha256]


async def test_a_row_keeps_an_id_that_is_believed(sender: Sender, cache: FileCache) -> None:
    """A report against an id that has just replaced a lost one sends no other row back for its files."""
    await upload(cache, "lost")
    await cache.forget("default", ["lost"])
    await upload(cache, "newer")
    body = payload(FlowFileInfos=[{"FileIds": ["file:a.pdf"]}] * 2)
    await sender.connection.execute(
        "INSERT INTO flowgroup.jobs (payload) VALUES ($1)", orjson.dumps(body).decode()
    )
    rows, until = FileRows(sender.store), await sender.now() + timedelta(seconds=480)
    [row] = await rows.next("default", 10, 60, [])
    ids = {"file:a.pdf": "newer"}
    await rows.settle([Settled(row, waits=False, file_ids=ids, files_until=until)])

    assert 0 == await cache.forget("default", ["newer"])


async def test_one_replaces_the_id_for_all_that_lost_it(sender: Sender, cache: FileCache) -> None:
    """An id that nobody forgot, and that was replaced for one row, is not replaced again for the next one at once."""
    await upload(cache, "lost")
    await upload(cache, "newer", await sender.now())
    later = await sender.now()

    assert await cache.claim(KEY, 7, 60, later) is None
    assert 0 < (await seen(cache, later)).claimed_s


async def test_a_lost_id_is_replaced_by_one_of_a_shorter_life(
    sender: Sender, cache: FileCache
) -> None:
    """However long the lost one was to live."""
    await upload(cache, "lost")
    lost_at = await sender.now()
    await upload(cache, "newer", lost_at, valid_for=60)

    assert "newer" == (await seen(cache, lost_at)).file_id


async def test_an_id_from_before_the_loss_replaces_none(sender: Sender, cache: FileCache) -> None:
    """An upload that began before it and is written after it, for a shorter life, may be as lost as the other."""
    began = await upload(cache, "lost")
    before = await sender.now()
    await cache.claim(KEY, 7, 60, before)
    await cache.record(KEY, "older", began=before.timestamp(), valid_for=60)

    assert "lost" == (await seen(cache, began - timedelta(seconds=1))).file_id


async def test_what_was_not_replaced_is_not_believed(sender: Sender, cache: FileCache) -> None:
    """Given up without a back-off, the upload in place of a lost id is tried again at once."""
    await upload(cache, "lost")
    lost_at = await sender.now()
    await cache.claim(KEY, 7, 60, lost_at)
    await cache.release(KEY, 0)

    assert 0 == (await seen(cache, lost_at)).claimed_s
    assert await cache.claim(KEY, 7, 60, lost_at) is not None


async def test_an_id_of_the_very_instant_is_from_before(cache: FileCache) -> None:
    """An upload that had begun when the ids were lost is of no use."""
    began = await upload(cache, "lost")

    assert (await seen(cache, began)).usable is None
    assert await cache.claim(KEY, 7, 60, began) is not None
