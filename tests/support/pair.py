"""Two workers that drain the same rows."""

import asyncio

import asyncpg
import orjson

from tests.support.emulated import example

ROWS = 300
_INSERT = """INSERT INTO flowgroup.jobs (payload)
             SELECT jsonb_set($1, '{FlowGroupName}', to_jsonb('group_' || n)) FROM generate_series(1, $2::int) n"""
_BUSY = "SELECT count(*) FROM flowgroup.attempts WHERE outcome = 'created' GROUP BY worker"


async def insert_rows(connection: asyncpg.Connection) -> None:
    """Insert example 1 as groups group_1 to group_300."""
    await connection.execute(_INSERT, orjson.dumps(example(1)).decode(), ROWS)


async def both_busy(connection: asyncpg.Connection) -> None:
    """Wait until each of two workers has created twenty groups."""
    while True:
        counts = sorted(row["count"] for row in await connection.fetch(_BUSY))
        if len(counts) == 2 and counts[0] >= 20:
            return
        await asyncio.sleep(0.02)
