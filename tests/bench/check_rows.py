"""How many rows a second the checker takes through the database, whether that costs a slot; enqueueing a file."""

import asyncio
import time

import asyncpg
import orjson

from tests.bench.bench import Bench
from tests.bench.figure import Figure, at_least, at_most
from tests.bench.place import Place, place
from tests.support.emulated import example
from tests.support.programs import clean_environ, program

_LEFT = """SELECT count(*) FROM flowgroup.jobs WHERE status = 'pending' AND checked_at IS NULL"""
_INSERT = """INSERT INTO flowgroup.jobs (payload, run_after)
             SELECT jsonb_set($1::text::jsonb, '{FlowGroupName}', to_jsonb('group_' || n)),
                    now() + make_interval(hours => $3)
             FROM generate_series(1, $2::int) AS n"""
_LOST = "SELECT coalesce(sum(lost), 0) FROM flowgroup.slots"


async def check_rows(bench: Bench) -> list[Figure]:
    """Check rows that are sent later, alone and beside a worker that sends at its limit."""
    rows, seconds = bench.times(20_000, quick=10_000), bench.seconds(20, quick=10)
    async with place(bench.home, bench.server_url, limit=20) as here, here.worker("--check-only"):
        await _first(here)
        took = await _checked(here, rows)
    async with place(bench.home, bench.server_url, limit=20) as here:
        await here.insert(1, int(20 * (2 * seconds + 30)))
        async with here.worker():
            await here.arrived(40)
            await _wait(here)
            before = await _lost(here, seconds)
            checking = asyncio.create_task(_checked(here, rows))
            during = await _lost(here, seconds)
            await checking
    how = (
        f"{rows:,} rows of two contracts by one INSERT, to the last verdict; a process nice'd by 10"
    )
    slots = f"{seconds:g} s at 20/s; {before} in as long a time before"
    return [
        Figure(
            "rows checked a second through the database", rows / took, "/s", at_least(2000), how
        ),
        Figure(f"slots lost while {rows:,} rows are checked", during, "", None, slots),
    ]


async def enqueue_file(bench: Bench) -> list[Figure]:
    """Enqueue a file of rows with columns, by the command."""
    rows = bench.times(100_000, quick=20_000)
    file = bench.home / "rows.jsonl"
    body = example(1)
    body["FlowFileInfos"] = body["FlowFileInfos"][:2]
    with file.open("wb") as lines:
        for n in range(rows):
            row = {"payload": body | {"FlowGroupName": f"group_{n}"}, "dedupe_key": str(n)}
            lines.write(orjson.dumps(row) + b"\n")
    async with place(bench.home, bench.server_url, limit=20) as here:
        environ = clean_environ(here.folder, FLOWGROUP_DATABASE_URL=here.url)
        start = time.monotonic()
        async with program("enqueue", str(file), environ=environ, quiet=True) as process:
            await process.wait()
        took = time.monotonic() - start
        found = await here.connection.fetchval("SELECT count(*) FROM flowgroup.jobs")
    how = f"{found:,} rows of two contracts, with the start of the command"
    return [Figure(f"flowgroup enqueue of {rows:,} rows", took, "s", at_most(60), how)]


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
