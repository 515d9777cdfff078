"""The limit under hardship: a network with jitter; a busy core, workers killed, one that stands still."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.bench.bench import Bench
from tests.bench.crew import Crew, crew
from tests.bench.figure import Figure, at_least, at_most
from tests.bench.place import Place, place
from tests.bench.share import LATENCY, LIMIT, WARM, Window, stock, watched
from tests.support.programs import clean_environ, program

_WORKERS = 4
_MOST = LIMIT + 1
_JITTER = {0.02: 0.97, 0.05: 0.945}  # s, and the share of the limit that is still to be used
LEARNS = 20.0  # s in which steering finds the margin that such a network needs
_KILL_EVERY = 20.0
_PAUSE = 5.0
_SPIN = "while True: pass"


async def jitter(bench: Bench) -> list[Figure]:
    """Send through a network that delays each request by 0 to 20 ms, then 0 to 50 ms."""
    seconds = bench.seconds(180, quick=30)
    figures: list[Figure] = []
    for delay, share in _JITTER.items():
        for workers in bench.workers((_WORKERS,), quick=(_WORKERS,)):
            async with (
                place(bench.home, bench.server_url, limit=LIMIT, latency=LATENCY) as here,
                _network(here, delay) as endpoint,
            ):
                await stock(here, seconds + workers)
                async with crew(here, workers, endpoint=endpoint):
                    seen = await watched(here, seconds, LEARNS)
            name = f"0 to {1000 * delay:g} ms of jitter, once learnt, {workers} workers"
            figures += seen.figures(name, at_least(share), at_most(_MOST))
    return figures


async def rough(bench: Bench) -> list[Figure]:
    """Keep the second core busy, kill a worker every 20 s, and let one stand still for 5 s."""
    seconds = bench.seconds(180, quick=60)
    seen, kills = await hardship(bench, seconds)
    name = f"busy core, {kills} workers killed, one paused for {_PAUSE:g} s"
    return list(seen.figures(name, at_least(0.96), at_most(_MOST)))


async def hardship(bench: Bench, seconds: float) -> tuple[Window, int]:
    """Measure a crew that is hurt; return also how many were killed."""
    async with place(bench.home, bench.server_url, limit=LIMIT, latency=LATENCY) as here:
        await stock(here, seconds + _WORKERS)
        async with crew(here, _WORKERS) as staff, _busy_core(here):
            hurting = asyncio.create_task(_hurt(staff), name="hurt")
            try:
                seen = await watched(here, seconds)
            finally:
                hurting.cancel()
                await asyncio.gather(hurting, return_exceptions=True)
            return seen, staff.killed


async def _hurt(staff: Crew) -> None:
    """Pause one soon after the start; kill the one that works longest, again and again."""
    await asyncio.sleep(WARM + _KILL_EVERY / 2)
    await staff.freeze(-1, _PAUSE)
    await asyncio.sleep(_KILL_EVERY / 2 - _PAUSE)
    while True:
        await staff.kill(0)
        await asyncio.sleep(_KILL_EVERY)


@asynccontextmanager
async def _network(here: Place, delay: float) -> AsyncIterator[str]:
    command = (sys.executable, "-m", "tests.bench.proxy")
    environ = clean_environ(here.folder)
    async with program(here.api.url, str(delay), environ=environ, command=command) as process:
        assert process.stdout is not None

        yield (await process.stdout.readline()).decode().strip()


@asynccontextmanager
async def _busy_core(here: Place) -> AsyncIterator[None]:
    command = (sys.executable, "-c", _SPIN)
    async with program(environ=clean_environ(here.folder), command=command) as process:
        os.sched_setaffinity(process.pid, {max(os.sched_getaffinity(0))})
        yield
