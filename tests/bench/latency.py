"""How long an inserted row takes to arrive at the API while the worker idles."""

import asyncio
import random
import time
from pathlib import Path

from tests.bench.place import Figure, percentile, place


async def latency(home: Path, server_url: str, *, inserts: int) -> list[Figure]:
    """Insert one row after another, at odd intervals longer than a slot's."""
    spread = random.Random(1)
    inserted: dict[str, float] = {}
    async with place(home, server_url, limit=20) as here, here.worker():
        await here.insert(0, 0)
        await here.arrived(1)
        for number in range(1, inserts + 1):
            await asyncio.sleep(spread.uniform(0.1, 0.3))
            inserted[f"group_{number}"] = time.monotonic()
            await here.insert(number, number)
        entries = await here.arrived(inserts + 1)
    waits = [
        1000 * (entry["arrived"] - inserted[entry["group_name"]])
        for entry in entries
        if entry["group_name"] in inserted
    ]
    return [
        Figure(
            f"insert to arrival, p{share:.0%}".rstrip("%"),
            f"{percentile(waits, share):.0f} ms",
            f"{inserts} inserts, idle worker",
        )
        for share in (0.5, 0.99)
    ]
