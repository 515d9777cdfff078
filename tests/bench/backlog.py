"""Whether the start is as quick with millions of rows waiting, or finished, as with a thousand."""

import os
import shutil
from pathlib import Path
from statistics import median

from tests.bench.bench import Bench
from tests.bench.crew import crew
from tests.bench.figure import Figure, at_most
from tests.bench.fill import finished, waiting
from tests.bench.place import Place, place, server

CALLS = 300
RATE = 500
TIMES = 3
_FEW = 1_000
_MEMORY = Path("/dev/shm")  # noqa: S108 - only a private folder below it is used
_ROOM = 10 << 30  # bytes that 5 M rows, their WAL and their indexes may take


async def backlog(bench: Bench) -> list[Figure]:
    """Time the first 300 calls at 500/s by number of rows; one database is filled further and further."""
    most = bench.times(5_000_000, quick=200_000)
    async with (
        server(roomy()) as (home, url),
        place(home, url, limit=0) as here,
    ):
        few = await _first_calls(bench, here, _FEW)
        figures = [
            Figure(f"first to {CALLS}th arrival, {_FEW:,} rows waiting", few, "s", None, _how())
        ]
        for rows in (most // 5, most):
            taken = await _first_calls(bench, here, rows)
            figures.append(_against(few, taken, f"… {rows:,} rows waiting, to that"))
        await finished(here.url, most)
        taken = await _first_calls(bench, here, _FEW)
        figures.append(_against(few, taken, f"… {most:,} rows finished, to that"))
    return figures


async def _first_calls(bench: Bench, here: Place, rows: int) -> float:
    """Return the median seconds from the first to the last of the calls."""
    bench.say(f"with {rows:,} rows waiting")
    took = []
    for _ in range(TIMES):
        await waiting(here.url, rows)
        before = len(await here.arrivals())
        async with crew(here, 1, settings={"rate_limit": RATE}):
            calls = (await here.arrived(before + CALLS))[before : before + CALLS]
        took.append(calls[-1].at - calls[0].at)
    return median(took)


def _against(few: float, taken: float, what: str) -> Figure:
    return Figure(what, taken / few, "×", at_most(1.2), f"{taken:.3f} s against {few:.3f} s")


def _how() -> str:
    ideal = (CALLS - 1) / RATE
    return f"{RATE}/s, 200-byte payloads, median of {TIMES}; {ideal:.3f} s at exactly that rate"


def roomy() -> Path | None:
    """Choose memory where there is room for millions of rows, else the folder for temporary files."""
    roomy = os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _ROOM
    return _MEMORY if roomy else None
