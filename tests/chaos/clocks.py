"""A worker whose machine's clock is wrong: a little does no harm, a lot sends nothing and says why.

The clock is shifted by libfaketime where it is installed, else inside of the worker.
"""

from pathlib import Path
from typing import Final

import orjson

from tests.chaos.child import Child
from tests.chaos.figures import Figures
from tests.chaos.judge import judge
from tests.chaos.lab import PRODUCT, Lab, lab

NAME: Final = "clocks"
HARMLESS: Final = (60, -60)
REFUSED: Final = (400, -400)
_CALLS: Final = "SELECT count(*) FROM flowgroup.attempts WHERE split_part(worker, ':', 2)::int = $1"


async def run(seed: int, *, quick: bool) -> Figures:
    """Run rows through workers with each clock; the refused ones get a sound colleague."""
    jobs = 10 if quick else 200
    offsets = (HARMLESS[0], REFUSED[0]) if quick else (*HARMLESS, *REFUSED)
    figures = Figures("Clocks that are off", seed)
    async with lab(seed) as place:
        figures.note({"shifted by": "libfaketime" if _library() else "the worker itself"})
        sound = await place.worker()
        await sound.said("worker_started")
        for turn, offset in enumerate(offsets):
            off = await _shifted(place, offset)
            await off.said("worker_started")
            if offset in HARMLESS:
                await place.insert(jobs, 1 + turn * jobs)
                await place.all_final()
            else:
                await _refuses(place, figures, off, offset, jobs, 1 + turn * jobs)
            calls = await place.one(_CALLS, off.pid)
            if offset in HARMLESS:
                figures.note({f"{offset:+} s: calls made": calls})
            else:
                figures.must(f"{offset:+} s: calls made", calls, 0)
            await off.end()
        (await judge(place)).report(figures)
    return figures


async def _refuses(
    place: Lab, figures: Figures, off: Child, offset: int, jobs: int, first: int
) -> None:
    await place.insert(jobs, first)
    await off.said("Worker.ClockSkew")
    await place.all_final()
    figures.note({f"{offset:+} s: says": _reason(off)})


def _reason(worker: Child) -> str:
    lines = (orjson.loads(line) for line in worker.log.read_bytes().splitlines())
    return next(str(line["reason"]) for line in lines if line.get("code") == "Worker.ClockSkew")


async def _shifted(place: Lab, offset: int) -> Child:
    library = _library()
    if library is None:
        return await place.worker(("tests.chaos.runner", f"wall={offset}"))
    environ = {
        "LD_PRELOAD": str(library),
        "FAKETIME": f"{offset:+}s",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "DONT_FAKE_MONOTONIC": "1",
    }
    return await place.worker(PRODUCT, environ=environ)


def _library() -> Path | None:
    return next(iter(sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))), None)
