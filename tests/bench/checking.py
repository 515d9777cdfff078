"""What fresh rows and their check cost those that are being sent: the same worker alone, beside both in turn."""

import asyncio
import time
from collections.abc import Coroutine
from dataclasses import dataclass

import asyncpg

from tests.bench.arithmetic import within
from tests.bench.bench import Bench
from tests.bench.check_rows import insert, nothing_unchecked
from tests.bench.figure import Figure, at_least, at_most
from tests.bench.place import Place, place
from tests.bench.share import LATENCY, LIMIT, WARM, stock

_LOST = "SELECT CAST(coalesce(sum(lost), 0) AS integer) FROM flowgroup.slots"
_HOLD = """INSERT INTO flowgroup.checking (worker, until) VALUES ('bench', 'infinity')
           ON CONFLICT (singleton) DO UPDATE SET worker = excluded.worker, until = excluded.until"""
_RELEASE = "UPDATE flowgroup.checking SET until = now()"
_FLUSH = 1.5  # s after which a worker has told the slots that it lost


@dataclass(frozen=True)
class _Seen:
    arrivals: int
    lost: int


async def checking(bench: Bench) -> list[Figure]:
    """Send at the limit for a minute alone, one while an enqueuer brings rows, one while they are checked."""
    rows, seconds = bench.times(20_000, quick=10_000), bench.seconds(60, quick=20)
    async with place(bench.home, bench.server_url, limit=LIMIT, latency=LATENCY) as here:
        await stock(here, 3 * seconds)
        async with here.worker():
            await here.arrived(1)
            await nothing_unchecked(here)
            await asyncio.sleep(WARM)
            alone, _ = await _watched(here, seconds)
            await here.connection.execute(_HOLD)
            inserted, came = await _watched(here, seconds, insert(here, rows))
            await here.connection.execute(_RELEASE)
            beside, took = await _watched(here, seconds, nothing_unchecked(here))
    how = f"{seconds:g} s at {LIMIT}/s; {alone.arrivals} arrivals, {alone.lost} slots lost without"
    return [
        Figure(
            f"arrivals while {rows:,} fresh rows are checked, to those without",
            beside.arrivals / alone.arrivals,
            "%",
            at_least(0.99),
            f"{beside.arrivals} arrivals; the check took {took:.1f} s",
        ),
        Figure("… slots lost more than without", beside.lost - alone.lost, "", at_most(0), how),
        Figure(
            "… slots lost while the rows are inserted",
            inserted.lost,
            "",
            None,
            f"{inserted.arrivals} arrivals; one INSERT of {came:.1f} s",
        ),
    ]


async def _watched(
    here: Place, seconds: float, work: Coroutine[None, None, None] | None = None
) -> tuple[_Seen, float]:
    """Return what came meanwhile, and the seconds that the work beside it took."""
    before, start = await _lost(here), time.monotonic()
    beside = asyncio.create_task(_timed(work), name="beside") if work else None
    await asyncio.sleep(seconds)
    took = await beside if beside else 0.0
    calls = within([call.at for call in await here.arrivals()], start, seconds)
    await asyncio.sleep(_FLUSH)
    return _Seen(len(calls), await _lost(here) - before), took


async def _timed(work: Coroutine[None, None, None]) -> float:
    start = time.monotonic()
    await work
    return time.monotonic() - start


async def _lost(here: Place) -> int:
    """Look by a connection of its own: the place's own may be inserting."""
    connection = await asyncpg.connect(here.url)
    try:
        lost: int = await connection.fetchval(_LOST)
    finally:
        await connection.close()
    return lost
