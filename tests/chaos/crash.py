"""kill -9 of one of N workers at the real rate: how many rows that leaves in doubt, and what status says of them."""

import asyncio
import subprocess
import sys
from random import Random
from typing import Any, Final

import orjson

from tests.chaos.child import ROOT
from tests.chaos.figures import Figures
from tests.chaos.fleet import Fleet
from tests.chaos.judge import judge
from tests.chaos.lab import Lab, lab, pause_for

NAME: Final = "crash"
WORKERS: Final = 4
RATE: Final = 20
LATENCY: Final = 1.0
LEAD: Final = 0.03
LEASE: Final = 3.0
SETTLED: Final = 60  # calls after which each worker has its share again
BOUND: Final = RATE * (LATENCY + LEAD) / WORKERS + 1
_BY_WORKER: Final = """
SELECT count(*) FROM flowgroup.jobs j
JOIN flowgroup.attempts a ON a.job_id = j.id AND a.attempt_no = j.attempt_no
WHERE j.status = 'in_doubt' GROUP BY a.worker
"""


async def run(seed: int, *, quick: bool) -> Figures:
    """Kill one worker after the other, and count."""
    kills = 1 if quick else 15
    draw = Random(seed)
    figures = Figures("kill -9 of one of N", seed)
    async with lab(seed) as place:
        await place.api.tune(latency=LATENCY)
        await place.insert(120 if quick else 160 * kills)
        settings = {"rate_limit": RATE, "request_timeout": 2, "lease": LEASE, "in_doubt_pause": 0}
        fleet = Fleet(place, WORKERS, settings)
        await fleet.start()
        for kill in range(kills):
            await fleet.ready()
            await place.called(place.api.calls() + SETTLED)
            await fleet.kill(draw)
            if kill == 0:
                await _told(place, figures)
        await place.all_final()
        counts = [row[0] for row in await place.ask(_BY_WORKER)]
        figures.note({"workers": WORKERS, "calls a second": RATE, "latency": f"{LATENCY:g} s"})
        figures.must("SIGKILL", fleet.count("SIGKILL"), kills)
        figures.note({"rows in doubt, mean of a kill": round(sum(counts) / kills, 2)})
        figures.at_most("rows in doubt, most of a kill", max(counts, default=0), BOUND)
        (await judge(place, fleet.injuries)).report(figures)
    return figures


async def _told(place: Lab, figures: Figures) -> None:
    """Hold what `flowgroup status` says against the rows, once they are in doubt."""
    doubt = "SELECT id FROM flowgroup.jobs WHERE status = 'in_doubt' ORDER BY id"
    await pause_for(LEASE + 2)
    rows = [row["id"] for row in await place.ask(doubt)]
    status = await asyncio.to_thread(told, place.url, str(place.folder))
    figures.at_least("rows in doubt after the first kill", len(rows), 1)
    figures.must("named by flowgroup status", sorted(row["id"] for row in status["in_doubt"]), rows)
    figures.must("its next step says how", status["next_step"].count("resolve") > 0, expected=True)


def told(url: str, home: str) -> dict[str, Any]:
    """Return what `flowgroup status --json` says."""
    said = subprocess.run(
        [sys.executable, "-m", "worker", "status", "--json"],
        env={"FLOWGROUP_DATABASE_URL": url, "HOME": home},
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    status: dict[str, Any] = orjson.loads(said.stdout)
    return status
