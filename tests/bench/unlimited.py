"""Jobs a second when nothing limits them, beside a loop that does nothing but call, and beside other queues."""

import sys
from collections import defaultdict
from collections.abc import Sequence
from statistics import median

from tests.bench.arithmetic import rate
from tests.bench.bench import Bench
from tests.bench.figure import Figure, at_least
from tests.bench.peers.runs import PEERS, run_peer
from tests.bench.place import Place, Settings, place
from tests.support.programs import clean_environ, program

ROUNDS = 3
# Room for so many that slots are booked by the thousand; no more than some hundred calls are on the wire at once.
_UNLIMITED: Settings = {"rate_limit": 1_000_000, "concurrency": 4096}

Rates = dict[str, list[float]]


async def unlimited(bench: Bench) -> list[Figure]:
    """Drain rows through one worker and send as many calls from a bare loop, in turn."""
    rows = bench.times(50_000, quick=10_000)
    rates, _ = await _rounds(bench, rows, ())
    return _against_bare(rates, rows)


async def peers(bench: Bench) -> list[Figure]:
    """The same, and as many jobs by each of the peers on the same server, in turn."""
    rows = bench.times(20_000, quick=5_000)
    rates, told = await _rounds(bench, rows, PEERS)
    figures = _against_bare(rates, rows)
    for name in PEERS:
        ratios = _ratios(rates["engine"], rates[name])
        figures += [
            Figure(name, median(rates[name]), "/s", None, told[name], rates[name]),
            Figure("… engine to it", median(ratios), "×", at_least(1), _all(ratios), ratios),
        ]
    return figures


async def _rounds(bench: Bench, rows: int, names: Sequence[str]) -> tuple[Rates, dict[str, str]]:
    rates: Rates = defaultdict(list)
    told: dict[str, str] = {}
    for turn in range(1, ROUNDS + 1):
        async with place(bench.home, bench.server_url, limit=0) as here:
            await here.insert(1, rows)
            await here.settle()
            rates["bare loop"].append(await _bare(here, rows))
            rates["engine"].append(await _drained(here))
            for name in names:
                speed, told[name] = await run_peer(name, here, bench.server_url, rows)
                rates[name].append(speed)
        parts = ", ".join(f"{name} {seen[-1]:,.0f}/s" for name, seen in rates.items())
        bench.say(f"round {turn} of {ROUNDS}: {parts}")
    return rates, told


async def _bare(here: Place, calls: int) -> float:
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


def _against_bare(rates: Rates, rows: int) -> list[Figure]:
    engine, bare = rates["engine"], rates["bare loop"]
    ratios = _ratios(engine, bare)
    how = f"{rows:,} rows, one process, fsync on; median of {ROUNDS}"
    return [
        Figure("engine without a limit", median(engine), "/s", None, how, engine),
        Figure("bare aiohttp loop", median(bare), "/s", None, "100 at once, in turn", bare),
        Figure("… engine to bare loop", median(ratios), "×", at_least(0.85), _all(ratios), ratios),
    ]


def _ratios(ours: list[float], theirs: list[float]) -> list[float]:
    return [our / their for our, their in zip(ours, theirs, strict=True)]


def _all(ratios: list[float]) -> str:
    return "rounds: " + ", ".join(f"{ratio:.2f}" for ratio in ratios)
