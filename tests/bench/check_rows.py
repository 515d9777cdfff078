"""How many rows a second the checker takes through the database, and whether that costs a slot."""

import asyncio
from pathlib import Path

import asyncpg
import orjson

from tests.bench.place import Figure, Place, place
from tests.support.emulated import example

_LEFT = """SELECT count(*) FROM flowgroup.jobs WHERE status = 'pending' AND checked_at IS NULL"""
_INSERT = """INSERT INTO flowgroup.jobs (payload, run_after)
             SELECT jsonb_set($1::text::jsonb, '{FlowGroupName}', to_jsonb('group_' || n)),
                    now() + make_interval(hours => $3)
             FROM generate_series(1, $2::int) AS n"""
_LOST = "SELECT coalesce(sum(lost), 0) FROM flowgroup.slots"


async def check_rows(
    home: Path, server_url: str, *, rows: int = 20_000, seconds: float = 20
) -> list[Figure]:
    """Check rows that are sent later, alone and beside a worker that sends at its limit."""
    async with place(home, server_url, limit=20) as here, here.worker("--check-only"):
        await _first(here)
        took = await _checked(here, rows)
    async with place(home, server_url, limit=20) as here:
        await here.insert(1, int(20 * (2 * seconds + 30)))
        async with here.worker():
            await here.arrived(40)
            await _wait(here)
            before = await _lost(here, seconds)
            checking = asyncio.create_task(_checked(here, rows))
            during = await _lost(here, seconds)
            await checking
    return [
        Figure(
            "rows checked a second through the database",
            f"{rows / took:,.0f}",
            f"{rows:,} rows of two contracts, one INSERT, insert to the last verdict",
        ),
        Figure(
            f"slots lost in {seconds:g} s while {rows:,} rows are checked",
            f"{during}",
            f"{before} in the {seconds:g} s before",
        ),
    ]


async def _first(here: Place) -> None:
    """Let the process start."""
    await _insert(here, 1)
    await _wait(here)


async def _checked(here: Place, rows: int) -> float:
    loop = asyncio.get_running_loop()
    await _insert(here, rows)
    start = loop.time()
    await _wait(here)
    return loop.time() - start


async def _insert(here: Place, rows: int) -> None:
    body = example(1)
    raw = orjson.dumps(body | {"FlowFileInfos": body["FlowFileInfos"][:2]}).decode()
    await here.connection.execute(_INSERT, raw, rows, 10)


async def _wait(here: Place) -> None:
    while True:
        if not await here.connection.fetchval(_LEFT):
            return
        await asyncio.sleep(0.05)


async def _lost(here: Place, seconds: float) -> int:
    connection = await asyncpg.connect(here.url)
    try:
        before = await connection.fetchval(_LOST)
        await asyncio.sleep(seconds)
        lost: int = await connection.fetchval(_LOST) - before
    finally:
        await connection.close()
    return lost
