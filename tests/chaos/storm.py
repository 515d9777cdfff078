"""Everything at once: SIGKILL, SIGSTOP past the deadline, database crashes and spoilt answers under load.

The injuries are drawn from the seed and strike at given numbers of arrivals.
"""

import asyncio
from dataclasses import dataclass
from random import Random
from typing import Final

from tests.chaos.figures import Figures
from tests.chaos.fleet import Fleet
from tests.chaos.judge import judge
from tests.chaos.lab import PRODUCT, Lab, lab

NAME: Final = "storm"
FAULTS: Final = (
    *("reset_before", "reset_after", "drop_after", "truncated", "garbage_after"),
    *("html_502_after", "late", "internal_error_before", "internal_error_after", "redirect_before"),
)
SHARE: Final = 0.03


@dataclass(frozen=True, slots=True)
class Scale:
    """How much of each; seconds for the rest."""

    jobs: int
    workers: int
    kills: int
    stops: int
    restarts: int
    rate: float
    request_timeout: float
    lease: float
    latency: float

    @property
    def injuries(self) -> int:
        """All that is done to processes."""
        return self.kills + self.stops + self.restarts


FULL: Final = Scale(20_000, 4, 200, 50, 5, 80, 2, 3, 0.1)
QUICK: Final = Scale(120, 2, 3, 1, 1, 40, 0.5, 1.5, 0.1)


async def run(seed: int, *, quick: bool) -> Figures:
    """Run the storm and judge it."""
    scale = QUICK if quick else FULL
    figures = Figures("Storm", seed)
    async with lab(seed) as place:
        fleet, under_load = await rage(place, scale, seed)
        figures.note({"jobs": scale.jobs, "workers": scale.workers})
        figures.at_least("injuries while rows waited", under_load, scale.injuries // 2)
        figures.must("SIGKILL", fleet.count("SIGKILL"), scale.kills)
        figures.must("SIGSTOP past the deadline", fleet.count("SIGSTOP"), scale.stops)
        figures.must("database crashes", fleet.count("restart"), scale.restarts)
        (await judge(place, fleet.injuries)).report(figures)
    return figures


async def rage(
    place: Lab, scale: Scale, seed: int, module: tuple[str, ...] = PRODUCT
) -> tuple[Fleet, int]:
    """Run the rows through the workers while they are hurt, until all is calm and final.

    Returns the workers, and how many injuries struck while there were rows to send.
    """
    under_load = 0
    draw = Random(seed)
    await place.api.tune(latency=scale.latency)
    await place.api.misbehave(*_faults(scale))
    await place.insert(scale.jobs)
    fleet = Fleet(place, scale.workers, _settings(scale), module)
    await fleet.start()
    for at, kind in _schedule(scale, draw):
        await place.called(at)
        under_load += place.api.calls() < scale.jobs - scale.rate
        match kind:
            case "SIGKILL":
                await fleet.kill(draw)
            case "SIGSTOP":
                await fleet.freeze(draw, scale.lease + 1.5)
            case _:
                await fleet.crash_database()
    await fleet.thawed()
    await place.all_final()
    # What is in doubt may still be settled by an answer that was read late.
    await asyncio.sleep(scale.request_timeout + 1)
    await place.end()
    return fleet, under_load


def _settings(scale: Scale) -> dict[str, object]:
    return {
        "rate_limit": scale.rate,
        "request_timeout": scale.request_timeout,
        "lease": scale.lease,
        "retry_base": 0.2,
        "in_doubt_pause": 0,
    }


def _faults(scale: Scale) -> list[dict[str, object]]:
    # Each is asked in turn, so that the shares add up but for a trifle.
    each: dict[str, object] = {"probability": SHARE / len(FAULTS), "times": None}
    late = {"seconds": scale.request_timeout + 0.5}
    return [{"name": name, **each, **(late if name == "late" else {})} for name in FAULTS]


def _schedule(scale: Scale, draw: Random) -> list[tuple[int, str]]:
    kinds = [*["SIGKILL"] * scale.kills, *["SIGSTOP"] * scale.stops, *["crash"] * scale.restarts]
    return sorted((draw.randrange(scale.jobs * 9 // 10), kind) for kind in kinds)
