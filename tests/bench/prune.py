"""How fast a million rows are pruned, and what a begin beside it takes."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncEngine

from tests.bench.arithmetic import percentile
from tests.bench.bench import Bench
from tests.bench.figure import Figure, at_least
from tests.bench.fill import finished, waiting
from tests.bench.place import place
from tests.support.sender import ENDPOINT, KEY, Sender
from worker.database import make_engine
from worker.ops.prune.steps import Run, count
from worker.ops.prune.steps import prune as steps
from worker.store import Store

_STEP: Final = 500  # rows, as the command takes them
_PACE: Final = 0.05  # s between two begins, as one key has them
_CALM: Final = 400  # begins without pruning


async def prune(bench: Bench) -> list[Figure]:
    """Time begins at 20 a second alone, then beside one run of pruning over all that ended."""
    rows = bench.times(1_000_000, quick=50_000)
    async with place(bench.home, bench.server_url, limit=0) as here, _engine(here.url) as engine:
        bench.say(f"filling {rows:,} finished and 100,000 waiting rows")
        await finished(here.url, rows)
        await waiting(here.url, 100_000)
        store = Store(engine)
        await store.bind("default", KEY, ENDPOINT)
        sender = Sender(store, here.connection)
        alone = await _begins(sender, _CALM)
        counted, _ = await count(engine, timedelta())
        over = asyncio.Event()
        beside = asyncio.create_task(_begins(sender, 1_000_000, over), name="begins")
        took, pruned = await _pruned(engine)
        over.set()
        meanwhile = await beside
    how = (
        f"{pruned:,} of {counted:,} in {sum(took):.0f} s, {_STEP} a step, begins at 20/s beside it"
    )
    figures = [
        Figure(f"prune of {rows:,} rows", pruned / sum(took), "/s", at_least(2_000), how),
        Figure("… longest step", 1000 * max(took), "ms", None, f"{len(took):,} steps"),
    ]
    for name, found in (("alone", alone), ("beside prune", meanwhile)):
        for share in (0.5, 0.99):
            value = 1000 * percentile(found, share)
            what = f"begin {name}, p{100 * share:.0f}"
            figures.append(Figure(what, value, "ms", None, f"{len(found):,} begins"))
    return figures


async def _begins(sender: Sender, most: int, over: asyncio.Event | None = None) -> list[float]:
    """Begin a row every 50 ms; return the seconds that each took."""
    took: list[float] = []
    while len(took) < most and not (over and over.is_set()):
        slot_at = await sender.now()
        start = time.monotonic()
        await sender.begin(slot_at=slot_at, lateness=10.0)
        took.append(time.monotonic() - start)
        await asyncio.sleep(_PACE)
    return took


async def _pruned(engine: AsyncEngine) -> tuple[list[float], int]:
    """Prune all that ended; return the seconds of each step, and the rows."""
    took, rows = [], 0
    last = time.monotonic()
    async for done in steps(engine, Run(timedelta(), "0s", _STEP, None)):
        now = time.monotonic()
        took.append(now - last)
        last, rows = now, done.rows
    return took, rows


@asynccontextmanager
async def _engine(url: str) -> AsyncIterator[AsyncEngine]:
    engine = make_engine(url)
    try:
        yield engine
    finally:
        await engine.dispose()
