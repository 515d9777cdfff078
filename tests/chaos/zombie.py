"""Workers that freeze around the moment of sending, are given up, and come back to life.

Each trial: a worker stops itself at one of three moments, its row is reaped, an early verdict is refused; then, as
the trial will, it wakes at once, or after a person's late verdict, or after that row was sent again by another.
"""

import signal
from dataclasses import dataclass
from itertools import cycle, islice
from typing import Final

import asyncpg

from tests.chaos.child import Child
from tests.chaos.figures import Figures
from tests.chaos.judge import judge
from tests.chaos.lab import Lab, lab
from worker.database import WORKER_SESSION, make_engine
from worker.store import Store

NAME: Final = "zombie"
TRIALS: Final = (
    *(("stop-begun", "awake"), ("stop-begun", "verdict"), ("stop-begun", "sent again")),
    *(("stop-door", "awake"), ("stop-door", "verdict"), ("stop-door", "sent again")),
    *(("stop-sent", "awake"), ("stop-sent", "verdict")),
)
"""After `stop-sent` the group exists: to send such a row again needs a person's false word."""
FEW: Final = (TRIALS[0], TRIALS[2], TRIALS[3], TRIALS[5], TRIALS[7])
_EARLY: Final = "SELECT flowgroup.resolve($1, 'not_created', NULL, NULL, 'trial')"
_LATE: Final = (
    "UPDATE flowgroup.attempts SET signed_at = signed_at - interval '16 min' WHERE job_id = $1"
)
_SILENT: Final = (
    "UPDATE flowgroup.attempts SET send_deadline = now() - interval '1 s' WHERE job_id = $1"
)
_OUTCOME: Final = "SELECT outcome FROM flowgroup.attempts WHERE job_id = $1 AND attempt_no = $2"
_ATTEMPT: Final = "SELECT attempt_no FROM flowgroup.jobs WHERE id = $1"
_STATUS: Final = "SELECT status FROM flowgroup.jobs WHERE id = $1"


@dataclass
class Trial:
    """One row, the worker that freezes with it, and another that is well."""

    place: Lab
    store: Store
    zombie: Child
    healthy: Child
    job: int
    attempt: int = 1

    async def freeze(self) -> None:
        """Let the zombie take the row and freeze."""
        armed = self.zombie.log.read_bytes().count(b"armed")
        self.zombie.send(signal.SIGUSR1)
        await self.zombie.said("armed", armed + 1)
        await self.place.insert(1, self.job)
        await self.zombie.halted()
        # An attempt that missed its slot before it could freeze is followed by one that freezes.
        self.attempt = await self.place.one(_ATTEMPT, self.job)

    async def give_up(self) -> bool:
        """Reap the row; tell whether an early verdict was refused."""
        await self.place.ask(_SILENT, self.job)
        await self.store.reap()
        try:
            await self.place.ask(_EARLY, self.job)
        except asyncpg.RaiseError:
            return await self.status() == "in_doubt"
        return False

    async def decide(self, *, again: bool) -> None:
        """Say not_created when the signature has died, and perhaps have the row sent by the other worker."""
        await self.place.ask(_LATE, self.job)
        await self.place.ask(_EARLY, self.job)
        if again:
            await self.place.ask("SELECT flowgroup.retry($1, 'trial')", self.job)
            self.healthy.send(signal.SIGCONT)
            await self.place.all_final()
            self.healthy.send(signal.SIGSTOP)
        await self.place.api.set_clock(ahead=True)

    async def wake(self) -> str:
        """Let the zombie go on; return the row's status when it has reported and all is final."""
        self.zombie.send(signal.SIGCONT)
        while await self.place.one(_OUTCOME, self.job, self.attempt) is None:
            pass
        await self.place.api.set_clock(ahead=False)
        await self.place.ask("SELECT flowgroup.resume('*', 'trial')")
        await self.place.all_final()
        return await self.status()

    async def status(self) -> str:
        """Read the row's status."""
        return str(await self.place.one(_STATUS, self.job))


async def run(seed: int, *, quick: bool) -> Figures:
    """Run the trials, grouped by the moment of freezing."""
    plan = FEW if quick else tuple(islice(cycle(TRIALS), 100))
    figures = Figures("Zombies", seed)
    async with lab(seed) as place:
        await place.api.tune(latency=0.1)
        engine = make_engine(place.url, session=WORKER_SESSION)
        try:
            held, refused = await _trials(place, Store(engine), sorted(plan))
        finally:
            await engine.dispose()
        figures.must("trials", held, len(plan))
        figures.must("early verdicts refused", refused, len(plan))
        (await judge(place)).report(figures)
    return figures


async def _trials(place: Lab, store: Store, plan: list[tuple[str, str]]) -> tuple[int, int]:
    healthy = await _ready(place, "healthy")
    healthy.send(signal.SIGSTOP)
    zombies: dict[str, Child] = {}
    held = refused = 0
    for job, (moment, then) in enumerate(plan, 1):
        if moment not in zombies:
            for other in zombies.values():
                await other.end()
            zombies[moment] = await _ready(place, moment)
        trial = Trial(place, store, zombies[moment], healthy, job)
        await trial.freeze()
        refused += await trial.give_up()
        if then != "awake":
            await trial.decide(again=then == "sent again")
        held += await trial.wake() == _expected(moment, then)
    return held, refused


def _expected(moment: str, then: str) -> str:
    """A verdict holds unless an answer that came meanwhile says otherwise."""
    return "failed" if then == "verdict" and moment != "stop-sent" else "succeeded"


async def _ready(place: Lab, mode: str) -> Child:
    settings = {"request_timeout": 20, "lease": 60}
    worker = await place.worker(("tests.chaos.runner", mode), settings=settings)
    await worker.said("worker_started")
    return worker
