"""An endpoint that answers nothing but InternalError for ten minutes burns no row.

The short form ages slots and rows by ten seconds a step instead of waiting for them.
"""

from typing import Final

from tests.chaos.figures import Figures
from tests.chaos.fleet import Fleet
from tests.chaos.judge import judge
from tests.chaos.lab import LOOK, Lab, lab, pause_for

NAME: Final = "illness"
MINUTES: Final = 10
AGED: Final = 1 / 6  # minutes of the short form
WORKERS: Final = 2
CONCURRENCY: Final = 16
_ILL: Final = "SELECT count(ill_since) FROM flowgroup.slots"
_STEP: Final = """
WITH slots AS (UPDATE flowgroup.slots SET next_slot = next_slot - interval '10 s')
UPDATE flowgroup.jobs SET run_after = run_after - interval '10 s' WHERE status = 'pending' AND attempt_no > 0
"""


async def run(seed: int, *, quick: bool) -> Figures:
    """Make the endpoint ill under load, and well again."""
    jobs = 200 if quick else 10_000
    figures = Figures("Endpoint ill", seed)
    async with lab(seed) as place:
        await place.api.tune(latency=0.05)
        await place.insert(jobs)
        fleet = Fleet(place, WORKERS, {"rate_limit": 100, "concurrency": CONCURRENCY})
        await fleet.start()
        await place.called(jobs // 4)
        await place.api.misbehave({"name": "internal_error_before", "times": None})
        while not await place.one(_ILL):
            await pause_for(LOOK)
        known = place.api.calls()
        minutes = AGED if quick else MINUTES
        await (_age(place) if quick else pause_for(60 * minutes))
        during = place.api.calls() - known
        await place.api.behave()
        await _well(place)
        ill = sum(entry.fault == "internal_error_before" for entry in place.api.entries())
        statuses = await place.statuses()
        figures.note({"minutes ill": minutes, "calls answered InternalError": ill})
        figures.at_most("calls once it was known", during, 6 * minutes + CONCURRENCY * WORKERS)
        figures.must("rows burnt", statuses.get("failed", 0), 0)
        figures.must("rows succeeded", statuses.get("succeeded", 0), jobs)
        (await judge(place)).report(figures)
    return figures


async def _age(place: Lab) -> None:
    """Let the time of so many calls pass; a slot that is missed costs a step more."""
    # Not more of them: the second line of each worker knows nothing of aged slots.
    enough = place.api.calls() + round(6 * AGED)
    while place.api.calls() < enough:
        await place.ask(_STEP)
        await pause_for(4 * LOOK)


async def _well(place: Lab) -> None:
    """Let the next call find out, and rows that back off come at once."""
    while {"pending", "sending"} & set(await place.statuses()):
        await place.ask(_STEP)
        await pause_for(LOOK)
