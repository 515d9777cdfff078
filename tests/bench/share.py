"""How much of the limit is used, how much is refused, and the most calls in any second."""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass

from tests.bench.arithmetic import longest_pause, most_in_any_second, used, within
from tests.bench.bench import Bench
from tests.bench.crew import crew
from tests.bench.figure import Figure, Goal, at_least, at_most
from tests.bench.place import Arrival, Place, place

LIMIT = 20
LATENCY = 0.15  # s that the API takes to answer
WARM = 3.0  # s that are left out
STEP = 0.02  # s between two looks at whether this machine stands still
_WINDOWS = ("sliding", "fixed")
_SLOTS = "SELECT sum(lost)::int AS missed, max(margin_ms) AS margin_ms FROM flowgroup.slots"


@dataclass(frozen=True)
class Window:
    """What arrived while it was measured; `most` counts everything since the first call.

    `standstill`: the longest time, s, for which the measuring process itself was kept from running.
    `missed`: slots that workers missed; `margin_ms`: what was left between two at the end.
    """

    arrivals: list[Arrival]
    start: float
    seconds: float
    standstill: float
    missed: int
    margin_ms: float

    @property
    def used(self) -> float:
        """Share of the limit that calls used which were not refused."""
        passed = (call.at for call in self.arrivals if not call.code)
        return used(passed, self.start, self.seconds, LIMIT)

    @property
    def refused(self) -> float:
        """Share of the calls that the limit refused."""
        inside = [c for c in self.arrivals if self.start <= c.at < self.start + self.seconds]
        return sum(bool(call.code) for call in inside) / len(inside)

    @property
    def most(self) -> int:
        """The most arrivals in any second, refused ones and those of the warm-up too."""
        return most_in_any_second([call.at for call in self.arrivals])

    def figures(self, of: str, share: Goal, most: Goal) -> Iterator[Figure]:
        """Compare with the goals."""
        inside = within((call.at for call in self.arrivals), self.start, self.seconds)
        calls, pause = len(inside), longest_pause(inside)
        yield Figure(
            f"{of}: limit used", self.used, "%", share, f"{calls} calls, {self.seconds:g} s"
        )
        yield Figure("… refused", self.refused, "%", at_most(0.001))
        yield Figure("… most in any second", self.most, "", most, f"of {len(self.arrivals)} calls")
        margin = f"margin {self.margin_ms:.2f} ms at the end"
        yield Figure("… slots missed", self.missed, "", None, margin)
        stood = f"this process itself stood still for {1000 * self.standstill:.0f} ms at most"
        yield Figure("… longest pause between calls", 1000 * pause, "ms", None, stood)


async def share(bench: Bench) -> list[Figure]:
    """Measure by number of workers, against both kinds of second."""
    seconds = bench.seconds(180, quick=30)
    figures: list[Figure] = []
    for window in _WINDOWS:
        for workers in bench.workers((1, 2, 4, 8, 16), quick=(1, 4, 16)):
            settings = {"limit": LIMIT, "latency": LATENCY, "window": window}
            async with place(bench.home, bench.server_url, **settings) as here:
                await stock(here, seconds + workers)
                async with crew(here, workers):
                    seen = await watched(here, seconds)
            name = f"{workers} worker{'s' * (workers > 1)}, {window} second"
            figures += seen.figures(name, at_least(0.99), at_most(LIMIT))
    return figures


async def stock(here: Place, seconds: float) -> None:
    """Insert more rows than can be sent in so long a time."""
    await here.insert(1, int((seconds + 60) * LIMIT))
    await here.settle()


async def watched(here: Place, seconds: float, warm: float = WARM) -> Window:
    """Let the workers work for so long after a moment of warm-up."""
    await here.arrived(1)
    start = time.monotonic() + warm
    standstill = await _slept(warm + seconds)
    slots = await here.connection.fetchrow(_SLOTS)
    return Window(await here.arrivals(), start, seconds, standstill, **slots)


async def _slept(seconds: float) -> float:
    """Sleep in short steps; return by how much the longest of them took longer."""
    end, longest = time.monotonic() + seconds, 0.0
    while (before := time.monotonic()) < end:
        await asyncio.sleep(STEP)
        longest = max(longest, time.monotonic() - before - STEP)
    return longest
