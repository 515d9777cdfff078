"""A worker whose state folder is full: it says so, begins nothing, loses nothing that it holds in memory, and goes on.

The folder is a small tmpfs that only the worker sees, so the kernel itself refuses its writes.
"""

import asyncio
import errno
import os
import subprocess
from pathlib import Path
from typing import Any, Final

from tests.chaos.child import Child
from tests.chaos.crash import told
from tests.chaos.figures import Figures
from tests.chaos.judge import judge
from tests.chaos.lab import LOOK, PRODUCT, Lab, lab, pause_for

NAME: Final = "disk"
LATENCY: Final = 1.0
SETTINGS: Final = {"rate_limit": 40, "request_timeout": 10, "lease": 20}
_SPACE: Final = "64k"
_MOUNT: Final = f'mount -t tmpfs -o size={_SPACE},mode=700 tmpfs "$0" && exec "$@"'
_SUCCEEDED: Final = "SELECT count(*) FROM flowgroup.jobs WHERE status = 'succeeded'"


def namespace() -> tuple[str, ...]:
    """Return the command that gives a process mounts of its own."""
    user = () if os.geteuid() == 0 else ("--user", "--map-root-user")
    return ("unshare", *user, "--mount")


def impossible() -> str | None:
    """Say why a process can have no small disk of its own here, None where it can."""
    try:
        command = [*namespace(), "sh", "-c", _MOUNT, "/mnt", "true"]
        tried = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603 - no input of others
    except OSError as error:
        return f"unshare: {error.strerror}"
    return tried.stderr.strip() or None if tried.returncode else None


async def run(seed: int, *, quick: bool) -> Figures:
    """Fill the disk, take the database away and give it back, then make room."""
    jobs = 120 if quick else 600
    figures = Figures("State folder full", seed)
    if reason := impossible():
        figures.note({"not tried": reason})
        return figures
    async with lab(seed) as place:
        await place.api.tune(latency=LATENCY)
        await place.insert(jobs)
        worker, folder = await _worker(place)
        await place.called(jobs // 4)
        filler = folder / "filler"
        _fill(filler)
        await asyncio.to_thread(place.server.stop, "immediate")
        figures.must("says that it is full", await worker.said("spool_failed"), expected=True)
        await pause_for(LATENCY)
        calls = place.api.calls()
        await asyncio.to_thread(place.server.start)
        await _while_full(place, figures, calls)
        filler.unlink()
        await worker.said("spool_works")
        await place.all_final()
        figures.must("rows succeeded", await place.one(_SUCCEEDED), jobs)
        figures.must("worker that lived through it", worker.alive, expected=True)
        (await judge(place)).report(figures)
    return figures


async def _worker(place: Lab) -> tuple[Child, Path]:
    """Start a worker with a small disk; return it, and that disk as this process sees it."""
    state = place.folder / "small"
    state.mkdir()
    prefix = (*namespace(), "sh", "-c", _MOUNT, str(state))
    worker = await place.worker(PRODUCT, *prefix, settings={**SETTINGS, "state_dir": state})
    await worker.said("worker_started")
    return worker, Path(f"/proc/{worker.pid}/root{state}")


async def _while_full(place: Lab, figures: Figures, calls: int) -> None:
    """See every answer written, the fault in status, and no call begun though the database is back."""
    while "sending" in await place.statuses():
        await pause_for(LOOK)
    while not (blocked := (await _status(place))["workers"][0]["blocked"]):
        await pause_for(LOOK)
    await pause_for(2)
    figures.must("status shows it", os.strerror(errno.ENOSPC) in blocked, expected=True)
    figures.must("answers kept in memory and written", await place.one(_SUCCEEDED), calls)
    figures.at_least("rows waiting", (await place.statuses()).get("pending", 0), 1)
    figures.must("calls begun while it was full", place.api.calls() - calls, 0)


async def _status(place: Lab) -> dict[str, Any]:
    return await asyncio.to_thread(told, place.url, str(place.folder))


def _fill(path: Path) -> None:
    with path.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise
