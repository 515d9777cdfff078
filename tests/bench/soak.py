"""Whether a worker grows: memory, open files and tasks over a long run with faults."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from statistics import median
from typing import Any

from tests.bench.arithmetic import slope
from tests.bench.bench import Bench
from tests.bench.figure import Figure, at_most
from tests.bench.place import Place, place
from tests.support.programs import program, worker_environ

RATE = 150
_SLICE = 20.0  # s between two inserts, as an enqueuer would do it
_FAULTS = {
    "internal_error": 0.004,
    "html_502_after": 0.002,
    "reset_after": 0.001,
    "reset_before": 0.001,
    "slow": 0.002,
}
"""Names and probabilities: one call in a hundred goes wrong."""

Sample = dict[str, float]


async def soak(bench: Bench) -> list[Figure]:
    """Send at 150/s with faults; draw a line through the memory after the first sixth."""
    seconds = bench.seconds(1800, quick=180)
    async with place(bench.home, bench.server_url, limit=0, latency=0.05) as here:
        for name, probability in _FAULTS.items():
            await here.api.fault(name=name, times=None, probability=probability)
        async with _worker(here) as samples:
            await _enqueue(here, seconds)
            calls = (await here.api.summary())["arrivals"]
    warm = [one for one in samples if one["at"] > samples[0]["at"] + seconds / 6]
    return _figures(warm, f"{calls:,} calls, {RATE}/s, 1 % faults, {seconds:g} s")


def _figures(samples: list[Sample], how: str) -> list[Figure]:
    memory = slope([(one["at"] / 3600, one["mb"]) for one in samples])
    first, last = samples[: len(samples) // 5], samples[-(len(samples) // 5) :]
    grown = {name: _median(last, name) - _median(first, name) for name in ("fds", "tasks")}
    resident = f"{_median(first, 'mb'):.1f} MB at first, {_median(last, 'mb'):.1f} MB at last"
    return [
        Figure("memory over time", memory, "MB/h", at_most(1), f"{how}; {resident}"),
        Figure(
            "… open files gained",
            grown["fds"],
            "",
            at_most(0),
            f"medians of the first and last fifth; {_median(last, 'fds'):.0f} at last",
        ),
        Figure(
            "… tasks gained",
            grown["tasks"],
            "",
            at_most(0),
            f"{_median(last, 'tasks'):.0f} at last; a call in flight is one",
        ),
    ]


def _median(samples: Sequence[Sample], name: str) -> float:
    return median(one[name] for one in samples)


async def _enqueue(here: Place, seconds: float) -> None:
    """Keep rows waiting, a slice at a time."""
    rows = int(RATE * _SLICE)
    await here.insert(1, rows, checked=False)
    for turn in range(1, round(seconds / _SLICE) + 1):
        await here.insert(turn * rows + 1, (turn + 1) * rows, checked=False)
        await asyncio.sleep(_SLICE)


@asynccontextmanager
async def _worker(here: Place) -> AsyncIterator[list[Sample]]:
    """Run the worker that tells of itself; the list grows meanwhile."""
    samples: list[Sample] = []
    command = (sys.executable, "-m", "tests.bench.soak_worker")
    settings = {"rate_limit": RATE}
    environ = worker_environ(here.folder, here.url, here.api.url, settings)
    async with program(environ=environ, command=command, quiet=True) as process:
        reading = asyncio.create_task(_read(process, samples), name="samples")
        try:
            yield samples
        finally:
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)


async def _read(process: asyncio.subprocess.Process, samples: list[Any]) -> None:
    assert process.stdout is not None

    while line := await process.stdout.readline():
        samples.append(json.loads(line))
