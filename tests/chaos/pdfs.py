"""Rows that refer to PDFs, while workers are killed and the API forgets what was uploaded.

The ledger counts: a content is uploaded once, again when its id is gone, and again when a worker died over it. A row
that is refused when its contents have just been replaced makes that once more, for it takes no id from before.
"""

from collections import Counter
from dataclasses import dataclass
from importlib.resources import files
from random import Random
from typing import Final

from tests.chaos.figures import Figures
from tests.chaos.fleet import Fleet
from tests.chaos.judge import judge
from tests.chaos.lab import LOOK, Lab, lab, pause_for
from tests.support.pdfs import make_root

NAME: Final = "files"
_INSERT: Final = """
INSERT INTO flowgroup.jobs (dedupe_key, payload)
SELECT 'job_' || n, $1::jsonb || jsonb_build_object('FlowGroupName', 'job_' || n, 'FlowFileInfos', (
    SELECT jsonb_agg(contract || jsonb_build_object('FileIds', ARRAY['file:' || (n + 7 * place) % $3 || '.pdf']))
    FROM jsonb_array_elements($1::jsonb -> 'FlowFileInfos') WITH ORDINALITY AS flows (contract, place)))
FROM generate_series(1, $2::int) AS n
"""
# What is left of a dead worker's claims is waited for, half a minute each time: here it is over at once.
_LAPSE: Final = """
UPDATE flowgroup.files SET claimed_until = now() WHERE split_part(claimed_by, ':', 2)::int = ANY ($1::int[])
"""
# Rows that a loss has hit, and that are not sent again.
_HIT: Final = """
SELECT count(*) FROM flowgroup.jobs WHERE status IN ('pending', 'sending') AND files_lost
"""


@dataclass(frozen=True, slots=True)
class Scale:
    """How much of each. A loss waits until the rows that the last one hit are sent: no row loses its ids twice."""

    jobs: int
    contents: int
    workers: int
    kills: int
    losses: int
    rate: float
    lease: float


FULL: Final = Scale(6_000, 40, 4, 20, 3, 40, 4)
QUICK: Final = Scale(120, 6, 2, 2, 1, 40, 2)


async def run(seed: int, *, quick: bool) -> Figures:
    """Send them all, and count what was uploaded."""
    scale, figures = QUICK if quick else FULL, Figures("Files", seed)
    async with lab(seed) as place:
        fleet = await _sent(place, scale, Random(seed))
        statuses = await place.statuses()
        uploads = Counter(sha for entry in place.api.entries() for sha in entry.sha256s)
        refused = sum(entry.code.startswith("ResourceNotFound") for entry in place.api.entries())
        figures.note({"rows": scale.jobs, "contents": scale.contents, "workers": scale.workers})
        figures.must("SIGKILL", fleet.count("SIGKILL"), scale.kills)
        figures.note({"times that the API forgot all ids": scale.losses})
        figures.note({"creates refused for lost ids": refused, "uploads": uploads.total()})
        figures.must("contents that were uploaded", len(uploads), scale.contents)
        figures.at_least("uploads after a loss", uploads.total() - scale.contents, 1)
        bound = 1 + 2 * scale.losses + scale.kills
        figures.at_most("most uploads of one content", max(uploads.values()), bound)
        figures.must("rows failed", statuses.get("failed", 0), 0)
        (await judge(place, fleet.injuries)).report(figures)
    return figures


async def _sent(place: Lab, scale: Scale, draw: Random) -> Fleet:
    """Run the rows through workers that are killed, some right after the API forgot the ids."""
    root = make_root(place.folder)
    for number in range(scale.contents):
        root.put(f"{number}.pdf")
    await place.api.tune(latency=0.1, check_files=True)
    example = (files("worker.ops.demo") / "example_1.json").read_text("utf-8")
    await place.ask(_INSERT, example, scale.jobs, scale.contents)
    settings = {
        "files_root": root.path,
        "rate_limit": scale.rate,
        "request_timeout": scale.lease - 1,
        "lease": scale.lease,
        "in_doubt_pause": 0,
    }
    fleet = Fleet(place, scale.workers, settings)
    await fleet.start()
    for at, kind in _schedule(scale, draw):
        await place.called(at)
        if kind == "loss":
            while await place.one(_HIT):
                await pause_for(LOOK)
            await place.api.forget_files()
        else:
            await fleet.kill(draw)
            await place.ask(_LAPSE, [injury.pid for injury in fleet.injuries])
    await place.all_final()
    await place.end()
    return fleet


def _schedule(scale: Scale, draw: Random) -> list[tuple[int, str]]:
    """Spread losses evenly; half of the kills strike while lost ids are being replaced."""
    losses = [scale.jobs * (n + 1) // (scale.losses + 1) for n in range(scale.losses)]
    kills = [
        draw.choice(losses) + draw.randrange(1, 12)
        if n % 2
        else draw.randrange(scale.jobs * 4 // 5)
        for n in range(scale.kills)
    ]
    return sorted([*((at, "loss") for at in losses), *((at, "kill") for at in kills)])
