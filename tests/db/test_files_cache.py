"""The table of uploads: one upload per content and owner, ids only while they live, claims that lapse."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import asyncpg
import pytest

from worker.files.cache import TRUST, FileCache, FileKey, Known
from worker.store import Store, statement

A, B = "a" * 64, "b" * 64
KEY = FileKey("default", "owner", A)


@pytest.fixture
def cache(store: Store) -> FileCache:
    """Return the cache of a worker to which an id is of use for 30 s more."""
    return FileCache(store, "worker-1", 30)


@pytest.fixture
def other(store: Store) -> FileCache:
    """Return another worker's cache."""
    return FileCache(store, "worker-2", 30)


async def known(cache: FileCache, key: FileKey = KEY) -> Known:
    return (await cache.find(key.account, key.agent, [key.sha256])).get(key.sha256, Known())


async def known_id(cache: FileCache, key: FileKey = KEY) -> str | None:
    return (await known(cache, key)).file_id


async def upload(
    cache: FileCache,
    key: FileKey = KEY,
    file_id: str = "id",
    *,
    took: float = 0,
    after: datetime | None = None,
) -> None:
    now = await cache.claim(key, 7, 60, after)
    assert now is not None
    await cache.record(key, file_id, began=now - took, valid_for=480)


async def age(connection: asyncpg.Connection, seconds: float) -> None:
    """Let time pass over the table."""
    await connection.execute(
        "UPDATE flowgroup.files SET uploaded_at = uploaded_at - $1::interval,"
        " valid_until = valid_until - $1::interval, claimed_until = claimed_until - $1::interval,"
        " lost_at = lost_at - $1::interval",
        timedelta(seconds=seconds),
    )


async def row(connection: asyncpg.Connection) -> dict[str, Any]:
    return dict(await connection.fetchrow("SELECT * FROM flowgroup.files"))


async def test_racing_workers_upload_once(store: Store) -> None:
    """However many claim a content at once, one of them uploads it."""
    caches = [FileCache(store, f"worker-{n}", 30) for n in range(10)]
    keys = [FileKey("default", "owner", f"{n:064}") for n in range(20)]
    claims = [cache.claim(key, 7, 60) for key in keys for cache in caches]

    granted = [claim for claim in await asyncio.gather(*claims) if claim is not None]
    assert 20 == len(granted)


async def test_a_claim_is_told_and_lapses(
    cache: FileCache, other: FileCache, connection: asyncpg.Connection
) -> None:
    """Others see for how long to wait; a dead worker's claim is over by itself."""
    await cache.claim(KEY, 7, 60)

    assert 59 < (await known(other)).claimed_s <= 60
    assert await other.claim(KEY, 7, 60) is None

    await age(connection, 61)
    assert await known_id(other) is None
    assert await other.claim(KEY, 7, 60) is not None


async def test_the_claim_dates_by_the_databases_clock(
    cache: FileCache, connection: asyncpg.Connection
) -> None:
    """A claim says what the database's clock says."""
    before = await connection.fetchval("SELECT clock_timestamp()")
    said = await cache.claim(KEY, 7, 60)
    after = await connection.fetchval("SELECT clock_timestamp()")

    assert said is not None
    assert before.timestamp() - 0.001 <= said <= after.timestamp() + 0.001


async def test_an_upload_serves_all_while_it_lives(
    cache: FileCache, other: FileCache, connection: asyncpg.Connection
) -> None:
    """The id is used by every worker until too little of its life is left, then uploaded anew."""
    await upload(cache)
    assert "id" == await known_id(other)
    assert await other.claim(KEY, 7, 60) is None

    await age(connection, 449)
    assert "id" == await known_id(other)

    await age(connection, 2)
    assert await known_id(other) is None
    await upload(other, file_id="newer")
    assert "newer" == await known_id(cache)


async def test_life_begins_with_the_upload_not_with_its_answer(
    cache: FileCache, connection: asyncpg.Connection
) -> None:
    """The seconds that the call took are taken off the life of the id."""
    await upload(cache, took=400)
    life, since = await connection.fetchrow(
        "SELECT valid_until - uploaded_at, clock_timestamp() - uploaded_at FROM flowgroup.files"
    )

    assert timedelta(seconds=480) == life
    assert timedelta(seconds=400) <= since


@pytest.mark.parametrize("key", [FileKey("x", "owner", A), FileKey("default", "x", A)])
async def test_accounts_and_owners_do_not_share(cache: FileCache, key: FileKey) -> None:
    """The same bytes are uploaded for each account and for each application's organisation."""
    await upload(cache)

    assert await known_id(cache, key) is None
    assert await cache.claim(key, 7, 60) is not None


async def test_several_are_found_at_once(cache: FileCache) -> None:
    """One question serves all contents of a row; unknown ones are left out."""
    await upload(cache)
    await cache.claim(FileKey("default", "owner", B), 7, 60)
    found = await cache.find("default", "owner", [A, B, "c" * 64])

    assert {A, B} == set(found)
    assert ("id", None) == (found[A].file_id, found[B].file_id)


async def test_a_failed_upload_waits_for_the_whole_fleet(
    cache: FileCache, other: FileCache, connection: asyncpg.Connection
) -> None:
    """Given up with a back-off, nobody tries it before that is over; without one, at once."""
    await cache.claim(KEY, 7, 60)
    await cache.release(KEY, 10)
    assert 9 < (await known(other)).claimed_s <= 10
    assert await other.claim(KEY, 7, 60) is None

    await age(connection, 11)
    assert await other.claim(KEY, 7, 60) is not None
    await other.release(KEY, 0)
    assert await cache.claim(KEY, 7, 60) is not None


async def test_nobody_releases_anothers_claim(cache: FileCache, other: FileCache) -> None:
    """A worker whose claim has passed to another one leaves that alone."""
    await cache.claim(KEY, 7, 60)
    await other.release(KEY, 0)

    assert 59 < (await known(cache)).claimed_s


async def test_a_late_id_counts_and_leaves_the_others_claim(
    cache: FileCache, other: FileCache, connection: asyncpg.Connection
) -> None:
    """An upload that outlived its claim is recorded all the same, and its successor's id too if it lasts longer."""
    await cache.claim(KEY, 7, 60)
    await age(connection, 61)
    now = await other.claim(KEY, 7, 60) or 0
    await cache.record(KEY, "late", began=now - 61, valid_for=480)

    assert "late" == (await known(other)).file_id
    assert "worker-2" == (await row(connection))["claimed_by"]

    await other.record(KEY, "newest", began=now - 1, valid_for=480)
    await cache.record(KEY, "older", began=now - 200, valid_for=480)
    assert "newest" == await known_id(cache)


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


async def test_old_rows_are_cleared(cache: FileCache, connection: asyncpg.Connection) -> None:
    """What ended more than a day ago goes, with or without an id; what may still be asked for stays."""
    await upload(cache)
    await cache.claim(FileKey("default", "owner", B), 7, 60)
    await age(connection, 86_400 + 400)
    await upload(cache, FileKey("default", "owner", "c" * 64))

    assert 1 == await cache.clear()
    await age(connection, 100)
    assert 1 == await cache.clear()
    assert 0 == await cache.clear()
    assert 1 == await connection.fetchval("SELECT count(*) FROM flowgroup.files")


@pytest.mark.parametrize(
    ("name", "index"),
    [("files_find", "files_pkey"), ("files_forget", "files_known"), ("files_clear", "files_old")],
)
async def test_a_night_of_files_costs_an_index(
    name: str, index: str, connection: asyncpg.Connection
) -> None:
    """Whatever lies in the table, a question reads by an index."""
    await connection.execute(
        "INSERT INTO flowgroup.files (account, agent, sha256, size, file_id, uploaded_at, valid_until)"
        " SELECT 'default', 'owner', lpad(n::text, 64, '0'), 1, 'id' || n, now(), now()"
        " FROM generate_series(1, 20000) AS n"
    )
    await connection.execute("ANALYZE flowgroup.files")
    values = {
        "account": "'default'",
        "agent": "'owner'",
        "sha256s": f"'{{{A},{B}}}'",
        "sha256": f"'{A}'",
        "file_ids": "'{id}'",
        "fresh_for_s": "30",
        "after": "NULL",
        "trust_s": "5",
        "now": "NULL",
    }
    sql = str(statement(name))
    for parameter in sorted(values, key=len, reverse=True):
        sql = sql.replace(f":{parameter}", values[parameter])
    plan = "\n".join(row[0] for row in await connection.fetch(f"EXPLAIN {sql}"))

    assert index in plan
    assert "Seq Scan on files" not in plan
