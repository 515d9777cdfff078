"""Workers are restarted one after the other by SIGTERM under load: nothing is left in doubt."""

from collections import Counter
from dataclasses import dataclass
from typing import Final

from tests.chaos.figures import Figures
from tests.chaos.judge import judge
from tests.chaos.lab import lab

NAME: Final = "rolling"


@dataclass(frozen=True, slots=True)
class Scale:
    """How much of each; calls a second."""

    jobs: int
    workers: int
    restarts: int
    rate: float


FULL: Final = Scale(8000, 4, 50, 80)
QUICK: Final = Scale(150, 2, 3, 40)


async def run(seed: int, *, quick: bool) -> Figures:
    """Restart them in turn while rows are waiting."""
    scale = QUICK if quick else FULL
    figures = Figures("Rolling restarts", seed)
    settings = {"rate_limit": scale.rate}
    codes: Counter[int] = Counter()
    async with lab(seed) as place:
        await place.api.tune(latency=0.3)
        await place.insert(scale.jobs)
        workers = [await place.worker(settings=settings) for _ in range(scale.workers)]
        for turn in range(scale.restarts):
            await place.called(scale.jobs * (turn + 1) // (scale.restarts + 2))
            old = workers[turn % scale.workers]
            await old.said("worker_started")
            codes[await old.end()] += 1
            workers[turn % scale.workers] = await place.worker(settings=settings)
        waiting = (await place.statuses()).get("pending", 0)
        await place.all_final()
        figures.at_least("rows waiting after the last restart", waiting, 1)
        figures.must("SIGTERM, by exit code", dict(codes), {0: scale.restarts})
        verdict = await judge(place)
        figures.must("rows in doubt", verdict.statuses["in_doubt"], 0)
        verdict.report(figures)
    return figures
