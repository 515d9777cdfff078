"""Jobs a second when nothing limits them, beside a loop that does nothing but call."""

import sys
from statistics import median

from tests.bench.arithmetic import rate
from tests.bench.bench import Bench
from tests.bench.figure import Figure, at_least
from tests.bench.place import Place, place
from tests.support.programs import clean_environ, program

ROUNDS = 3
_UNLIMITED = {"rate_limit": 1_000_000, "concurrency": 256}


async def unlimited(bench: Bench) -> list[Figure]:
    """Drain rows through one worker and send as many calls from a bare loop, in turn."""
    rows = bench.times(50_000, quick=10_000)
    ours, bare = [], []
    for turn in range(1, ROUNDS + 1):
        async with place(bench.home, bench.server_url, limit=0) as here:
            await here.insert(1, rows)
            await here.settle()
            bare.append(await sent_bare(here, rows))
            ours.append(await _drained(here))
        bench.say(f"round {turn}: engine {ours[-1]:,.0f}/s, bare loop {bare[-1]:,.0f}/s")
    ratios = [engine / loop for engine, loop in zip(ours, bare, strict=True)]
    how = f"{rows:,} rows, one process, fsync on; median of {ROUNDS}"
    return [
        Figure("engine without a limit", median(ours), "/s", None, how, ours),
        Figure("bare aiohttp loop", median(bare), "/s", None, "100 at once, in turn", bare),
        Figure("… engine to bare loop", median(ratios), "×", at_least(0.85), _all(ratios), ratios),
    ]


async def sent_bare(here: Place, calls: int) -> float:
    """Return the calls a second of the bare loop, as they arrived."""
    before = len(await here.arrivals())
    command = (sys.executable, "-m", "tests.bench.bare")
    environ = clean_environ(here.folder)
    async with program(here.api.url, str(calls), environ=environ, command=command) as process:
        await process.communicate()
    return rate([call.at for call in (await here.arrivals())[before:]])


async def _drained(here: Place) -> float:
    before = len(await here.arrivals())
    async with here.worker("--drain", settings=_UNLIMITED) as worker:
        await worker.wait()
    return rate([call.at for call in (await here.arrivals())[before:]])


def _all(ratios: list[float]) -> str:
    return "rounds: " + ", ".join(f"{ratio:.2f}" for ratio in ratios)
