"""Uploads by a test: a key, what is known of it, and the past."""

from datetime import datetime, timedelta
from typing import Any

import asyncpg

from worker.files.cache import FileCache, FileKey, Known

A, B = "a" * 64, "b" * 64
KEY = FileKey("default", "owner", A)


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
