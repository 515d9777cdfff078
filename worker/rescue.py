"""What must happen from time to time, by any worker, on the database's clock."""

import asyncio

from worker import events
from worker.errors import DatabaseAwayError
from worker.files.cache import FileCache
from worker.files.rows import FileRows
from worker.holds import Holds
from worker.store import Store

EVERY = 1.0


class Rescue:
    """Puts silent rows in doubt, lets late ones expire, ends what had its time, minds held batches, adds up."""

    def __init__(self, store: Store, uploads: FileCache, listener: events.Listener) -> None:
        self._store = store
        self._files = FileRows(store)
        self._holds = Holds(store)
        self._uploads = uploads
        self._listener = listener

    async def run(self) -> None:
        """Look once a second, for ever."""
        while True:
            try:
                await self.once()
            except DatabaseAwayError as error:
                self._listener(events.DatabaseAway("rescue", error.kind, error.sqlstate))
            await asyncio.sleep(EVERY)

    async def once(self) -> None:
        """Do each task once."""
        for job_id, attempt_no, worker in await self._store.reap():
            self._listener(events.Reaped(job_id, attempt_no, worker))
        if expired := await self._store.expire():
            self._listener(events.Expired(expired))
        await self._files.take_back()
        await self._uploads.clear()
        await self._store.lift_due_pauses()
        await self._holds.settle()
        while await self._store.roll_up():
            pass
