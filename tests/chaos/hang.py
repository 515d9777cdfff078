"""The database hangs longer than a statement may take, and somebody holds rows that are on the wire.

All of the server's processes are stopped by SIGSTOP: connections stay open, and nothing answers. What it had taken
in before it executes when it goes on, although the workers have given it up.
"""

import os
import signal
from dataclasses import dataclass
from typing import Final

import asyncpg

from tests.chaos.figures import Figures
from tests.chaos.fleet import Fleet
from tests.chaos.judge import judge
from tests.chaos.lab import LOOK, PRODUCT, Lab, lab, pause_for
from tests.support.commands import children
from worker.clock import SystemClock
from worker.database import STATEMENT_TIMEOUT

NAME: Final = "hang"
LATENCY: Final = 1.0
_ON_WIRE: Final = (
    "SELECT id FROM flowgroup.jobs WHERE status = 'sending' ORDER BY id LIMIT $1 FOR UPDATE"
)
_SUCCEEDED: Final = "SELECT count(*) FROM flowgroup.jobs WHERE status = 'succeeded'"
_HELD: Final = "SELECT count(*) FROM flowgroup.jobs WHERE status = 'sending' AND id = ANY ($1)"


@dataclass(frozen=True, slots=True)
class Scale:
    """Rows, workers, times it hangs and rows that are held; seconds for the rest."""

    jobs: int
    workers: int
    hangs: int
    locked: int
    statement_timeout: float
    hung: float
    held: float
    lease: float
    module: tuple[str, ...]


FULL: Final = Scale(2400, 4, 2, 8, STATEMENT_TIMEOUT, STATEMENT_TIMEOUT + 10, 20, 60, PRODUCT)
QUICK: Final = Scale(160, 2, 1, 3, 2, 5, 4, 30, ("tests.chaos.runner", "statement-timeout=2"))


async def run(seed: int, *, quick: bool) -> Figures:
    """Let the database hang, and rows be held, with calls on the wire."""
    scale = QUICK if quick else FULL
    figures = Figures("Database hangs, rows are held", seed)
    settings = {"rate_limit": 40, "request_timeout": 10, "lease": scale.lease}
    async with lab(seed) as place:
        await place.api.tune(latency=LATENCY)
        await place.insert(scale.jobs)
        fleet = Fleet(place, scale.workers, settings, scale.module)
        await fleet.start()
        for number in range(1, scale.hangs + 1):
            await place.called(scale.jobs * number // (scale.hangs + 2))
            await _hang(place, figures, scale, number)
        await place.called(scale.jobs * (scale.hangs + 1) // (scale.hangs + 2))
        await _hold(place, figures, scale)
        await place.all_final()
        figures.must("rows succeeded", await place.one(_SUCCEEDED), scale.jobs)
        figures.must("workers that lived through it", fleet.alive, scale.workers)
        (await judge(place)).report(figures)
    return figures


async def _hang(place: Lab, figures: Figures, scale: Scale, number: int) -> None:
    clock = SystemClock()
    since, calls, before = clock.wall(), place.api.calls(), _kept(place)
    _signal(place, signal.SIGSTOP)
    try:
        await pause_for(scale.hung)
        kept = _kept(place) - before
    finally:
        _signal(place, signal.SIGCONT)
    until = clock.wall()
    answered = sum(since <= e.wall + LATENCY <= until for e in place.api.entries())
    figures.note(
        {
            f"hang {number}: seconds, a statement may take": f"{scale.hung:g}, {scale.statement_timeout:g}"
        }
    )
    figures.note({f"hang {number}: calls made meanwhile": place.api.calls() - calls})
    figures.at_least(f"hang {number}: calls answered meanwhile", answered, 1)
    figures.at_least(f"hang {number}: of them on disk meanwhile", kept, answered - scale.workers)


def _signal(place: Lab, number: signal.Signals) -> None:
    """Stop the server whole, its first process before its others, so that no new one comes up."""
    first = place.server.postgres_pid
    for pid in (first, *children(first)):
        os.kill(pid, number)


def _kept(place: Lab) -> int:
    files = (place.folder / "state" / "spool").glob("*.jsonl")
    return sum(b'"job_id"' in line for file in files for line in file.read_bytes().splitlines())


async def _hold(place: Lab, figures: Figures, scale: Scale) -> None:
    """Hold rows on the wire by an open transaction until long after their answers came."""
    holder = await asyncpg.connect(place.url)
    try:
        async with holder.transaction():
            while len(rows := await holder.fetch(_ON_WIRE, scale.locked)) < scale.locked:
                await pause_for(LOOK)
            ids, before = [row["id"] for row in rows], await place.one(_SUCCEEDED)
            await pause_for(scale.held)
            figures.must(
                "rows held while their answers came", await place.one(_HELD, ids), len(ids)
            )
            meanwhile = await place.one(_SUCCEEDED) - before
            figures.at_least("others written meanwhile", meanwhile, 1)
    finally:
        await holder.close()
