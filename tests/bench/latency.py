"""How long an inserted row takes to arrive at the API while the worker idles."""

import asyncio
import random
import time

from tests.bench.arithmetic import percentile
from tests.bench.bench import Bench
from tests.bench.crew import crew
from tests.bench.figure import Figure, at_most
from tests.bench.place import place

_GAP = (0.1, 0.3)  # s between two inserts: odd, and longer than a slot's


async def latency(bench: Bench) -> list[Figure]:
    """Insert one row after another; the clock starts before each INSERT is sent."""
    inserts, spread = bench.times(300, quick=100), random.Random(1)
    inserted: dict[str, float] = {}
    async with place(bench.home, bench.server_url, limit=20) as here, crew(here, 1):
        await here.insert(0, 0)
        await here.arrived(1)
        for number in range(1, inserts + 1):
            await asyncio.sleep(spread.uniform(*_GAP))
            inserted[f"group_{number}"] = time.monotonic()
            await here.insert(number, number, checked=False)
        arrivals = await here.arrived(inserts + 1)
    waits = [
        1000 * (call.at - inserted[call.group_name])
        for call in arrivals
        if call.group_name in inserted
    ]
    how = f"{inserts} inserts, idle worker"
    return [
        Figure("insert to arrival, p50", percentile(waits, 0.5), "ms", at_most(10), how, waits),
        Figure("… p99", percentile(waits, 0.99), "ms"),
    ]
