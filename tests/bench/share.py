"""How much of the limit is used, and how much the API refuses."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

from tests.bench.place import Figure, place

LIMIT = 20
WARM = 2.0  # s that are left out: processes start one after another


async def share(home: Path, server_url: str, *, workers: int, seconds: float) -> Figure:
    """Let workers send at the default limit; count at the emulator."""
    async with place(home, server_url, limit=LIMIT) as here, AsyncExitStack() as running:
        await here.insert(1, int((seconds + 10) * LIMIT))
        for _ in range(workers):
            await running.enter_async_context(here.worker())
        await here.arrived(1)
        await asyncio.sleep(WARM + seconds + 0.5)
        entries = await here.api.entries()
    start = entries[0]["arrived"] + WARM
    window = [e for e in entries if start <= e["arrived"] < start + seconds]
    refused = sum(bool(entry["code"]) for entry in window)
    used = (len(window) - refused) / (LIMIT * seconds)
    return Figure(
        f"share of 20/s used, {workers} worker{'s' * (workers > 1)}",
        f"{used:.2%}",
        f"{refused} of {len(window)} refused, {seconds:g} s",
    )
