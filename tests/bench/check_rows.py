"""How many rows a second the checker takes through the database; enqueueing a file."""

import asyncio
import time

import orjson

from tests.bench.bench import Bench
from tests.bench.figure import Figure, at_least, at_most
from tests.bench.place import Place, place
from tests.support.emulated import example
from tests.support.programs import clean_environ, program

_LEFT = (
    """SELECT EXISTS (SELECT FROM flowgroup.jobs WHERE status = 'pending' AND checked_at IS NULL)"""
)
_INSERT = """INSERT INTO flowgroup.jobs (payload, run_after)
             SELECT jsonb_set($1::text::jsonb, '{FlowGroupName}', to_jsonb('group_' || n)),
                    now() + make_interval(hours => $3)
             FROM generate_series(1, $2::int) AS n"""

_INSERT_BAD = """INSERT INTO flowgroup.jobs (payload, run_after)
                 VALUES (jsonb_set($1::text::jsonb, '{FlowGroupName}', '"a b"'), now() + interval '11 hours')
                 RETURNING id"""
_WAITS = "SELECT status = 'pending' FROM flowgroup.jobs WHERE id = $1"


async def check_rows(bench: Bench) -> list[Figure]:
    """Check rows that are sent later."""
    rows = bench.times(20_000, quick=10_000)
    async with place(bench.home, bench.server_url, limit=20) as here, here.worker("--check-only"):
        await _first(here)
        took = await checked(here, rows)
        refused = await _refused(here, rows)
    how = f"{rows:,} rows of two contracts by one INSERT, to the last verdict; nice'd by 10"
    what = "rows checked a second through the database"
    last = f"it is the last of the line, behind {rows:,} others that were enqueued just before"
    return [
        Figure(what, rows / took, "/s", at_least(2000), how),
        Figure("a bad row, from its INSERT to `invalid`", refused, "s", at_most(10), last),
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
    await insert(here, 1)
    await nothing_unchecked(here)


async def checked(here: Place, rows: int) -> float:
    """Insert rows that are due in ten hours; return the seconds until all are checked."""
    loop = asyncio.get_running_loop()
    await insert(here, rows)
    start = loop.time()
    await nothing_unchecked(here)
    return loop.time() - start


async def _refused(here: Place, rows: int) -> float:
    """Insert rows, and a bad one behind them; return the seconds until that is invalid."""
    loop = asyncio.get_running_loop()
    await insert(here, rows)
    start = loop.time()
    job_id = await here.connection.fetchval(_INSERT_BAD, orjson.dumps(example(1)).decode())
    while True:
        if not await here.connection.fetchval(_WAITS, job_id):
            return loop.time() - start
        await asyncio.sleep(0.02)


async def insert(here: Place, rows: int) -> None:
    """Insert rows that are due in ten hours."""
    body = example(1)
    raw = orjson.dumps(body | {"FlowFileInfos": body["FlowFileInfos"][:2]}).decode()
    await here.connection.execute(_INSERT, raw, rows, 10)


async def nothing_unchecked(here: Place) -> None:
    """Wait until no row waits for its check."""
    while True:
        if not await here.connection.fetchval(_LEFT):
            return
        await asyncio.sleep(0.05)
