"""The control: a reaper that sends late rows again must be seen to issue groups twice, else nothing is proven."""

from dataclasses import replace
from typing import Final

from tests.chaos.figures import Figures
from tests.chaos.judge import judge
from tests.chaos.lab import lab
from tests.chaos.storm import QUICK, Scale, rage

NAME: Final = "control"
FULL: Final = Scale(4000, 4, 40, 10, 1, 80, 2, 3, 0.1)
SMALL: Final = replace(QUICK, jobs=240, kills=4, stops=2, restarts=0, latency=0.3)
_FLAWED: Final = ("tests.chaos.runner", "requeue")


async def run(seed: int, *, quick: bool) -> Figures:
    """Run a storm with the flawed reaper and expect duplicates."""
    scale = SMALL if quick else FULL
    figures = Figures("Control: a reaper that sends again", seed)
    async with lab(seed) as place:
        fleet, _ = await rage(place, scale, seed, _FLAWED)
        verdict = await judge(place, fleet.injuries)
        figures.note({"jobs": scale.jobs, "SIGKILL": scale.kills, "SIGSTOP": scale.stops})
        figures.note({"groups created": verdict.created})
        figures.at_least("created twice, as the flaw must", len(verdict.twice), 1)
    return figures
