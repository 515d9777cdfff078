"""The table of uploads: one upload per content and owner, ids only while they live, claims that lapse."""

import asyncio
from datetime import timedelta

import asyncpg
import pytest

from tests.support.file_cache import KEY, A, B, age, known, known_id, row, upload
from worker.files.cache import FileCache, FileKey
from worker.store import Store, statement


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
