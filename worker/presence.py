"""Tells the other workers and the operators that this one lives, and steers the shared limit by what it saw."""

import asyncio

from worker import events
from worker.bilingual import joined
from worker.errors import DatabaseAwayError
from worker.records import Worker
from worker.roster import Roster
from worker.state_folder import StateFolder
from worker.store import Store
from worker.witness import Witness

TICK = 1.0
HEARTBEAT = 5


class Presence:
    """A worker's row, its witness, and its hand on the limit."""

    def __init__(
        self,
        worker: Worker,
        store: Store,
        roster: Roster,
        witness: Witness,
        folder: StateFolder,
        listener: events.Listener,
    ) -> None:
        self._worker = worker
        self._store = store
        self._roster = roster
        self._witness = witness
        self._folder = folder
        self._listener = listener

    async def run(self) -> None:
        """Steer each second, show up every few, for ever."""
        ticks = 0
        while True:
            await asyncio.sleep(TICK)
            ticks += 1
            try:
                if ticks % HEARTBEAT == 0:
                    await self.show()
                for crew in self._roster.crews:
                    await crew.dispatcher.throttle.steer()
                    await crew.preparer.uploader.steer()
            except DatabaseAwayError as error:
                self._listener(events.DatabaseAway("heartbeat", error.kind, error.sqlstate))

    async def show(self) -> None:
        """Say that the worker lives, and count one more sight of the database."""
        await self._remember()
        parts = self._roster.in_flight, self._blocked(), self._roster.accounts
        await self._store.heartbeat(self._worker, *parts)

    def _blocked(self) -> str | None:
        """Return what stops the whole worker: its state folder, or that it may send for none of its accounts."""
        reasons = [*self._roster.blocked.values()] if self._roster.shut else []
        told = dict.fromkeys(filter(None, [*reasons, self._folder.fault]))
        return joined(told) if told else None

    async def _remember(self) -> None:
        sight = await self._store.witness(self._witness.remembered)
        if sight is None:
            return
        try:
            await asyncio.to_thread(self._witness.remember, sight)
        except OSError as error:
            self._folder.refused(error)
        else:
            self._folder.took()

    async def leave(self) -> None:
        """Take the worker's row away, as the last thing."""
        await self.show()
        await self._store.leave(self._worker.worker)
