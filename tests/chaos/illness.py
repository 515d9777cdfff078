"""An endpoint that answers nothing but InternalError for ten minutes burns no row.

In the short form time runs a hundred times as fast: the interval of an ill endpoint, the back-off and the ten
minutes are each a hundredth, so there are as many calls and tries as in ten minutes.
"""

from dataclasses import dataclass
from typing import Final

from tests.chaos.figures import Figures
from tests.chaos.fleet import Fleet
from tests.chaos.judge import judge
from tests.chaos.lab import LOOK, Lab, lab, pause_for
from tests.chaos.model.tables import replaced

NAME: Final = "illness"
WORKERS: Final = 2
CONCURRENCY: Final = 16
BOOKED: Final = 1.0  # s; slots are booked a fifth of that ahead
_ILL: Final = "SELECT count(ill_since) FROM flowgroup.slots"
_LAST_TRY: Final = "UPDATE flowgroup.jobs SET max_attempts = attempts + 1 WHERE status = 'pending'"
_STEP: Final = """
WITH slots AS (UPDATE flowgroup.slots SET next_slot = next_slot - interval '10 s')
UPDATE flowgroup.jobs SET run_after = run_after - interval '10 s' WHERE status = 'pending' AND attempt_no > 0
"""


@dataclass(frozen=True, slots=True)
class Scale:
    """Rows; seconds for the rest: ill as a whole, between two calls meanwhile, first and longest back-off."""

    jobs: int
    ill: float
    interval: float
    retry_base: float
    retry_max: float


FULL: Final = Scale(10_000, 600, 10, 1, 300)
QUICK: Final = Scale(200, 6, 0.1, 0.01, 3)


async def run(seed: int, *, quick: bool) -> Figures:
    """Make the endpoint ill under load, and well again."""
    scale = QUICK if quick else FULL
    figures = Figures("Endpoint ill", seed)
    async with lab(seed) as place:
        if quick:
            interval = f"greatest({scale.interval:g},"
            await place.ask(replaced("0001/14_slots_interval.sql", "greatest(10,", interval))
        fleet = await _fleet(place, scale)
        await place.called(scale.jobs // 4)
        await place.api.misbehave({"name": "internal_error_before", "times": None})
        while not await place.one(_ILL):
            await pause_for(LOOK)
        # Slots that were booked before anybody knew are over; from here on any call that counted would end its row.
        await pause_for(BOOKED)
        await place.ask(_LAST_TRY)
        if quick:
            # The first slot of an ill endpoint lies ten seconds ahead in any case.
            await place.ask(_STEP)
        await _ill(place, figures, scale)
        await place.api.behave()
        await _well(place)
        statuses = await place.statuses()
        figures.must("rows burnt", statuses.get("failed", 0), 0)
        figures.must("rows succeeded", statuses.get("succeeded", 0), scale.jobs)
        figures.must("workers that lived through it", fleet.alive, WORKERS)
        (await judge(place)).report(figures)
    return figures


async def _fleet(place: Lab, scale: Scale) -> Fleet:
    back_off = {"retry_base": scale.retry_base, "retry_max": scale.retry_max}
    await place.api.tune(latency=0.05)
    await place.insert(scale.jobs)
    settings = {"rate_limit": 100, "concurrency": CONCURRENCY, **back_off}
    fleet = Fleet(place, WORKERS, settings)
    await fleet.start()
    return fleet


async def _ill(place: Lab, figures: Figures, scale: Scale) -> None:
    """Let it be ill for its time; hold the calls against one an interval, and those in flight at the start."""
    known = place.api.calls()
    await pause_for(scale.ill)
    during = place.api.calls() - known
    ill = sum(entry.fault == "internal_error_before" for entry in place.api.entries())
    intervals = scale.ill / scale.interval
    figures.note({"seconds ill, between two calls": f"{scale.ill:g}, {scale.interval:g}"})
    figures.note({"calls answered InternalError": ill})
    figures.at_most("calls once it was known", during, intervals + CONCURRENCY * WORKERS)
    figures.at_least("of them while it was ill, to see whether it is well", during, intervals / 2)


async def _well(place: Lab) -> None:
    """Let the next call find out, and rows that back off come at once."""
    while {"pending", "sending"} & set(await place.statuses()):
        await place.ask(_STEP)
        await pause_for(LOOK)
