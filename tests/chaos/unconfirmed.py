"""A worker ends while the database is away and a begin of its own is unconfirmed: nothing left, so nothing is in doubt.

The begin has committed, but its answer is lost; the worker knows that it sent nothing, and the next one takes the
row back by the token that it left on the disk.
"""

import asyncio
import signal
from typing import Final

from tests.chaos.child import Child
from tests.chaos.figures import Figures
from tests.chaos.judge import judge
from tests.chaos.lab import LOOK, Lab, lab, pause_for
from worker.clock import SystemClock

NAME: Final = "unconfirmed"
ENDS: Final = (signal.SIGTERM, signal.SIGKILL)
AT_ONCE: Final = 5.0  # s; far less than a stop waits for results
_MODULE: Final = ("tests.chaos.runner", "stop-unconfirmed")
_OUTCOMES: Final = """
SELECT array_agg(coalesce(a.outcome, 'none') ORDER BY a.attempt_no)
FROM flowgroup.jobs j JOIN flowgroup.attempts a ON a.job_id = j.id
WHERE a.error_code IS DISTINCT FROM 'Worker.SlotMissed' AND j.dedupe_key = $1
"""


async def run(seed: int, *, quick: bool) -> Figures:
    """End a worker by each signal, and see the next one take its row back."""
    figures = Figures("Unconfirmed begins", seed)
    trials = ENDS * (1 if quick else 5)
    slowest = 0.0
    async with lab(seed) as place:
        taken_back = 0
        for job, number in enumerate(trials, 1):
            took = await _end(place, job, number)
            slowest = max(slowest, took) if number is signal.SIGTERM else slowest
            following = await place.worker()
            await place.all_final()
            await following.end()
            outcomes = await place.one(_OUTCOMES, f"job_{job}")
            taken_back += outcomes == ["not_sent", "created"]
        figures.must("rows taken back and sent", taken_back, len(trials))
        figures.at_most("seconds from SIGTERM to the end, at most", round(slowest, 1), AT_ONCE)
        verdict = await judge(place)
        figures.must("rows in doubt", verdict.statuses["in_doubt"], 0)
        verdict.report(figures)
    return figures


async def _end(place: Lab, job: int, number: signal.Signals) -> float:
    """Let a begin commit whose answer is lost with the database, and end its worker; return how long that took."""
    worker, clock = await place.worker(_MODULE), SystemClock()
    await worker.said("worker_started")
    worker.send(signal.SIGUSR1)
    await worker.said("armed")
    await place.insert(1, job)
    await worker.halted()
    await asyncio.to_thread(place.server.stop, "immediate")
    worker.send(signal.SIGCONT)
    await _kept(place, worker)
    since = clock.monotonic()
    worker.send(number)
    await worker.process.wait()
    took = clock.monotonic() - since
    await asyncio.to_thread(place.server.start)
    return took


async def _kept(place: Lab, worker: Child) -> None:
    folder = place.folder / "state" / "spool"
    while not any(b'"within"' in file.read_bytes() for file in folder.glob(f"*-{worker.pid}-*")):
        await pause_for(LOOK)
