"""The database goes away while calls are on the wire: workers stay, and every answer finds its row."""

import asyncio
from dataclasses import dataclass
from typing import Final

from tests.chaos.causes import Injury
from tests.chaos.figures import Figures
from tests.chaos.fleet import Fleet
from tests.chaos.judge import judge
from tests.chaos.lab import Lab, lab
from worker.clock import SystemClock
from worker.postgres.server import StopMode

NAME: Final = "outage"
LATENCY: Final = 1.0
SETTINGS: Final = {"rate_limit": 40, "request_timeout": 10, "lease": 20}
MODES: Final[tuple[StopMode, ...]] = ("immediate", "fast")


@dataclass(frozen=True, slots=True)
class Scale:
    """Rows, workers, and seconds of each outage."""

    jobs: int
    workers: int
    outages: tuple[float, ...]


FULL: Final = Scale(2000, 4, (5, 5, 5, 60))
QUICK: Final = Scale(100, 2, (2,))


async def run(seed: int, *, quick: bool) -> Figures:
    """Take the database away, again and again, and judge what became of the calls."""
    scale = QUICK if quick else FULL
    figures = Figures("Database away", seed)
    async with lab(seed) as place:
        await place.api.tune(latency=LATENCY)
        await place.insert(scale.jobs)
        fleet = Fleet(place, scale.workers, SETTINGS)
        await fleet.start()
        away = [
            await _outage(place, scale, number, seconds)
            for number, seconds in enumerate(scale.outages, 1)
        ]
        await place.all_final()
        alive = sum(child.alive for child in place.children)
        await asyncio.sleep(1)
        verdict = await judge(place)
        answered = sum(
            any(gap.since <= entry.wall + LATENCY <= gap.until for gap in away)
            for entry in place.api.entries()
        )
        figures.note({"seconds away": ", ".join(f"{gap.until - gap.since:.0f}" for gap in away)})
        figures.at_least("calls answered while it was away", answered, len(away))
        figures.must("workers that lived through it", alive, scale.workers)
        figures.must("rows in doubt", verdict.statuses["in_doubt"], 0)
        verdict.report(figures)
    return figures


async def _outage(place: Lab, scale: Scale, number: int, seconds: float) -> Injury:
    clock = SystemClock()
    await place.called(scale.jobs * number // (len(scale.outages) + 1))
    since = clock.wall()
    await asyncio.to_thread(place.server.stop, MODES[number % 2])
    await asyncio.sleep(seconds)
    await asyncio.to_thread(place.server.start)
    return Injury("away", 0, since, clock.wall())
