"""A database that is not the one that sent before, or not this endpoint's, sends nothing until a person says so."""

import asyncio
import shutil
from pathlib import Path
from typing import Final

from tests.chaos.api import Api, api
from tests.chaos.copies import back_up, promoted, restored
from tests.chaos.figures import Figures
from tests.chaos.lab import LOOK, Lab, lab, pause_for, until

NAME: Final = "binding"
SENT: Final = 10
WAITING: Final = 5
_PAUSE: Final = "SELECT pause_code FROM flowgroup.accounts WHERE account = '*'"
_RESUME: Final = "SELECT flowgroup.resume('*', $1)"
_FOLLOWED: Final = "SELECT count(*) FROM flowgroup.audit WHERE action = 'approve_database'"
_QUIET: Final = 0.5


async def run(seed: int, *, quick: bool) -> Figures:
    """Bring up copies of a database that has sent since, and strangers to an endpoint."""
    figures = Figures("Databases and endpoints that do not belong together", seed)
    async with lab(seed) as place:
        await _send(place, 1, SENT)
        backup = await asyncio.to_thread(back_up, place)
        await _send(place, SENT + 1, WAITING)
        sent = place.api.calls()
        await asyncio.to_thread(shutil.copytree, place.folder / "state", place.folder / "trusting")
        async with restored(place, backup, new_timeline=False) as url:
            await _pauses(place, figures, "base backup started again", url)
        if not quick:
            await _recovered(place, figures, backup)
        await place.insert(WAITING, SENT + WAITING + 1)
        async with promoted(place, backup) as url:
            await _pauses(place, figures, "promoted standby", url)
            figures.must("calls from all of these", place.api.calls() - sent, 0)
            if not quick:
                await _approve(place, figures, url)
        await _trusted(place, figures, backup)
        await _strangers(place, figures, seed)
    return figures


async def _recovered(place: Lab, figures: Figures, backup: Path) -> None:
    async with restored(place, backup, new_timeline=True) as url:
        await _pauses(place, figures, "recovered to a new timeline", url)
        await _pauses(place, figures, "the same, on another machine", url, state="elsewhere")


async def _send(place: Lab, first: int, jobs: int) -> None:
    worker = await place.worker()
    await place.insert(jobs, first)
    await until(lambda: place.api.calls() >= first + jobs - 1)
    await place.all_final()
    await worker.end()


async def _pauses(place: Lab, figures: Figures, what: str, url: str, state: str = "state") -> None:
    """Offer rows to a worker, and wait for the pause that keeps them."""
    await place.ask("DELETE FROM flowgroup.accounts WHERE account = '*'", url=url)
    await place.insert(1, 1001 + len(place.children), url=url)
    worker = await place.worker(url=url, settings={"state_dir": place.folder / state})
    while await place.one(_PAUSE, url=url) is None:
        await pause_for(LOOK)
    await pause_for(_QUIET)
    figures.must(what, await place.one(_PAUSE, url=url), "Worker.DatabaseChanged")
    await worker.end()


async def _trusted(place: Lab, figures: Figures, backup: Path) -> None:
    """Let a worker that trusts failovers meet a standby that was promoted with all that its folder remembers."""
    async with promoted(place, backup) as url:
        settings = {"state_dir": place.folder / "trusting", "trust_failover": 1}
        worker = await place.worker(url=url, settings=settings)
        while {"pending", "sending"} & set(await place.statuses(url)):
            await pause_for(LOOK)
        followed = await place.one(_FOLLOWED, url=url)
        await worker.end()
    figures.must("promoted standby, trusted: followed by itself, and kept", followed, 1)


async def _approve(place: Lab, figures: Figures, url: str) -> None:
    await place.ask(_RESUME, "the primary is gone", url=url)
    worker = await place.worker(url=url)
    while {"pending", "sending"} & set(await place.statuses(url)):
        await pause_for(LOOK)
    waiting = await place.statuses(url)
    figures.note({"promoted standby, approved by resume: rows succeeded": waiting["succeeded"]})
    await worker.end()


async def _strangers(place: Lab, figures: Figures, seed: int) -> None:
    """Point workers at the other endpoint, both ways round, and at the right one with another key."""
    folder = place.folder / "other"
    folder.mkdir()
    async with api(folder, seed) as other:
        await _refuses(place, figures, other, "demo rows, production settings", "EndpointMismatch")
        bound, place.url = place.url, await place.another_database()
        await _bind(place, other)
        before = place.api.calls()
        await _refuses(
            place, figures, place.api, "production rows, demo settings", "EndpointMismatch"
        )
        figures.must("calls to the wrong endpoint", place.api.calls() - before, 0)
        place.url = bound
        stranger = place.api.seen_with(other.key)
        await _refuses(place, figures, stranger, "the right endpoint, another key", "KeyMismatch")
        figures.must("calls to the other endpoint but its own", other.calls(), 1)


async def _bind(place: Lab, other: Api) -> None:
    worker = await place.worker(target=other)
    await place.insert(1)
    await place.all_final()
    await worker.end()


async def _refuses(place: Lab, figures: Figures, target: Api, what: str, code: str) -> None:
    await place.insert(1, 2001 + len(place.children))
    worker = await place.worker(target=target)
    said = await worker.said(f"Worker.{code}")
    await pause_for(_QUIET)
    figures.must(what, code if said else "sent", code)
    await worker.end()
