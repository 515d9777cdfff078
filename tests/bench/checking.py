"""What the check of fresh rows costs those that are being sent: the same worker without and with them."""

import asyncio
import time
from dataclasses import dataclass

import asyncpg

from tests.bench.arithmetic import within
from tests.bench.bench import Bench
from tests.bench.check_rows import checked, nothing_unchecked
from tests.bench.figure import Figure, at_least, at_most
from tests.bench.place import Place, place
from tests.bench.share import LATENCY, LIMIT, WARM, stock

_LOST = "SELECT coalesce(sum(lost), 0) FROM flowgroup.slots"
_FLUSH = 1.5  # s after which a worker has told the slots that it lost


@dataclass(frozen=True)
class _Seen:
    arrivals: int
    lost: int


async def checking(bench: Bench) -> list[Figure]:
    """Send at the limit for a minute, then for another one while an enqueuer brings rows."""
    rows, seconds = bench.times(20_000, quick=10_000), bench.seconds(60, quick=20)
    async with place(bench.home, bench.server_url, limit=LIMIT, latency=LATENCY) as here:
        await stock(here, 2 * seconds)
        async with here.worker():
            await here.arrived(1)
            await nothing_unchecked(here)
            await asyncio.sleep(WARM)
            alone = await _watched(here, seconds)
            fresh = asyncio.create_task(checked(here, rows), name="check")
            beside = await _watched(here, seconds)
            took = await fresh
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
    ]


async def _watched(here: Place, seconds: float) -> _Seen:
    before, start = await _lost(here), time.monotonic()
    await asyncio.sleep(seconds)
    calls = within([call.at for call in await here.arrivals()], start, seconds)
    await asyncio.sleep(_FLUSH)
    return _Seen(len(calls), await _lost(here) - before)


async def _lost(here: Place) -> int:
    """Look by a connection of its own: the place's own may be inserting."""
    connection = await asyncpg.connect(here.url)
    try:
        lost: int = await connection.fetchval(_LOST)
    finally:
        await connection.close()
    return lost
