"""Ids that the API no longer knows: who forgets them, who may take which, and for how long one is believed."""

from datetime import datetime, timedelta

import asyncpg

from tests.support.file_cache import KEY, A, age, known_id, row, upload
from worker.files.cache import TRUST, FileCache


async def test_forgetting_names_the_id(cache: FileCache, other: FileCache) -> None:
    """An id that the API lost is uploaded again; one that replaced it meanwhile stays."""
    await upload(cache)
    await other.forget("default", ["another"])
    assert "id" == await known_id(cache)

    await other.forget("default", ["id"])
    assert await known_id(cache) is None
    await upload(other, file_id="newer")
    await cache.forget("default", ["id"])
    assert "newer" == await known_id(cache)


async def test_forgetting_lengthens_no_life(
    cache: FileCache, connection: asyncpg.Connection
) -> None:
    """To forget what is over already changes nothing."""
    await upload(cache)
    await age(connection, 1000)
    before = await row(connection)
    await cache.forget("default", ["id"])

    assert before == await row(connection)


async def moment(connection: asyncpg.Connection) -> datetime:
    """Return the database's clock: a row is told now that its ids are lost."""
    now: datetime = await connection.fetchval("SELECT clock_timestamp()")
    return now


async def test_a_row_that_lost_its_ids_takes_none_from_before(
    cache: FileCache, other: FileCache, connection: asyncpg.Connection
) -> None:
    """Nobody forgot the id, and others may use it: such a row has it uploaded anew, and the next row shares that."""
    await upload(cache)
    lost_at = await moment(connection)

    assert await other.claim(KEY, 7, 60) is None
    assert (await cache.find("default", "owner", [A], lost_at))[A].usable is None
    await upload(other, file_id="newer", after=lost_at)
    assert "newer" == (await cache.find("default", "owner", [A], lost_at))[A].file_id
    assert await cache.claim(KEY, 7, 60, lost_at) is None


async def test_an_answer_from_before_the_loss_that_is_recorded_after_it(
    cache: FileCache, connection: asyncpg.Connection
) -> None:
    """An upload is as old as its first byte, however late it is written: no row takes it that lost ids since."""
    began = await cache.claim(KEY, 7, 60) or 0
    lost_at = await moment(connection)
    await cache.record(KEY, "id", began=began, valid_for=480)

    assert (await cache.find("default", "owner", [A], lost_at))[A].usable is None
    assert await cache.claim(KEY, 7, 60, lost_at) is not None


async def test_an_id_that_replaced_a_lost_one_is_believed_for_a_moment(
    cache: FileCache, other: FileCache, connection: asyncpg.Connection
) -> None:
    """Others use it on; a row that was refused with it waits until it may be replaced, once for all such rows."""
    await upload(cache)
    await cache.forget("default", ["id"])
    await upload(cache, file_id="newer")
    await other.forget("default", ["newer"])
    lost_at = await moment(connection)
    waits = (await other.find("default", "owner", [A], lost_at))[A]

    assert "newer" == await known_id(cache)
    assert (None, True) == (waits.usable, waits.resting)
    assert 0 < waits.claimed_s <= TRUST
    assert await other.claim(KEY, 7, 60, lost_at) is None

    await age(connection, TRUST)
    lost_at -= timedelta(seconds=TRUST)
    assert 0 == (await other.find("default", "owner", [A], lost_at))[A].claimed_s
    await upload(other, file_id="newest", after=lost_at)
    assert "newest" == (await cache.find("default", "owner", [A], lost_at))[A].file_id


async def test_an_id_is_believed_no_longer_than_a_moment(
    cache: FileCache, connection: asyncpg.Connection
) -> None:
    """After it an id that replaced a lost one is forgotten as any other."""
    await upload(cache)
    await cache.forget("default", ["id"])
    await upload(cache, file_id="newer")
    await age(connection, TRUST)
    await cache.forget("default", ["newer"])

    assert await known_id(cache) is None
