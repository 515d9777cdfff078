"""One upload per content, for all rows and all workers: cache → claim → slot → upload → record.

One worker claims a content, the others wait for its id. An upload creates nothing that lasts, so a claim that
lapses with its worker is simply taken by the next one.
"""

import asyncio
from contextlib import suppress
from datetime import datetime
from functools import partial
from random import Random
from typing import Final

from jobs.outcome import AccountPaused, Refused, TryAgain
from jobs.upload import Stored
from worker import events
from worker.called import ended
from worker.clock import Clock
from worker.errors import DatabaseAwayError
from worker.files.cache import FileCache, FileKey, Known
from worker.files.fault import FileRefusedError, FilesAwayError
from worker.files.prepared import Trouble, Upload, away
from worker.files.transfer import Sent, Source, Transfer
from worker.files.tries import Tries
from worker.settings import Settings
from worker.tencent.upload import ACTION

PLACES: Final = 8  # uploads at a time; each holds a few pieces of its file in memory
POLL: Final = 0.25  # s between two looks at another worker's upload
CLAIM: Final = 30.0  # s for a small file
SLOWEST: Final = (
    256 * 1024
)  # bytes a second; the largest file then takes less than a signature lives


class Uploads:
    """The uploads of this process with one calling key; each key of a file has one task at most."""

    def __init__(
        self,
        settings: Settings,
        *,
        cache: FileCache,
        transfer: Transfer,
        clock: Clock,
        listener: events.Listener,
        rng: Random,
    ) -> None:
        self._settings = settings
        self._cache = cache
        self._transfer = transfer
        self._clock = clock
        self._listener = listener
        self._places = asyncio.Semaphore(PLACES)
        self._running: dict[FileKey, asyncio.Task[Upload | Trouble]] = {}
        self._tries = Tries(settings, rng)

    async def give_up(self) -> None:
        """Cancel what is under way; its claims are released."""
        tasks = list(self._running.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def obtain(
        self, key: FileKey, source: Source, after: datetime | None = None
    ) -> Upload | Trouble:
        """Return a content's id, or why there is none; a caller that is cancelled leaves the upload going.

        `after`: an id whose upload had begun by then is of no use.
        """
        while (task := self._running.get(key)) is not None and not task.done():
            got = await asyncio.shield(task)
            if not isinstance(got, Upload) or got.is_newer_than(after):
                return got
        task = asyncio.create_task(self._obtain(key, source, after), name="upload")
        self._running[key] = task
        task.add_done_callback(partial(self._ended, key))
        return await asyncio.shield(task)

    def _ended(self, key: FileKey, task: asyncio.Task[Upload | Trouble]) -> None:
        if self._running.get(key) is task:
            del self._running[key]
        if not task.cancelled():
            task.exception()  # whoever asked may have been cancelled; then nobody else takes it

    async def _obtain(
        self, key: FileKey, source: Source, after: datetime | None
    ) -> Upload | Trouble:
        """Upload, or wait until another worker has; whoever waits takes over when a claim lapses.

        A back-off after a failed try is not waited for.
        """
        while True:
            found = await self._cache.find(key.account, key.agent, [key.sha256], after)
            known = found.get(key.sha256, Known())
            if known.usable is not None:
                return Upload(key, *known.usable)
            if known.resting:
                return self._tries.resting(key, known.claimed_s)
            if known.claimed_s:
                wait = min(known.claimed_s, POLL)
                await self._clock.sleep_until(self._clock.monotonic() + wait)
                continue
            async with self._places:
                got = await self._claim(key, source, after)
            if got is not None:
                return got

    async def _claim(
        self, key: FileKey, source: Source, after: datetime | None
    ) -> Upload | Trouble | None:
        """Claim and upload; None if another worker was quicker."""
        seconds = CLAIM + source.content.size / SLOWEST
        now = await self._cache.claim(key, source.content.size, seconds, after)
        if now is None:
            return None
        try:
            sent = await self._transfer.send(source, now, seconds)
        except FileRefusedError as error:
            return await self._failed(key, error)
        except FilesAwayError as error:
            return await self._failed(key, away(error))
        except BaseException:
            with suppress(DatabaseAwayError):
                await self._cache.release(key, 0)
            raise
        self._listener(ended(ACTION, sent.outcome, sent.took))
        if isinstance(sent.outcome, Stored):
            return await self._keep(key, source, sent, sent.outcome)
        return await self._failed(key, sent.outcome)

    async def _keep(self, key: FileKey, source: Source, sent: Sent, stored: Stored) -> Upload:
        ttl = self._settings.file_id_ttl
        valid_for = ttl if sent.life is None else min(ttl, sent.life)
        life = await self._cache.record(key, stored.file_id, began=sent.began, valid_for=valid_for)
        self._tries.succeeded(key, stored)
        took_ms = round(sent.took * 1000)
        self._listener(events.FileUploaded(key.account, source.content.size, took_ms))
        return Upload(key, stored.file_id, *life)

    async def _failed(
        self, key: FileKey, trouble: FileRefusedError | TryAgain | Refused | AccountPaused
    ) -> Trouble:
        wait = self._tries.back_off(key)
        await self._cache.release(key, 0 if isinstance(trouble, FileRefusedError) else wait)
        code = trouble.rule if isinstance(trouble, FileRefusedError) else trouble.error.code
        self._listener(events.FileNotUploaded(key.account, code))
        if isinstance(trouble, TryAgain):
            return self._tries.later(key, trouble, wait)
        if not isinstance(trouble, FileRefusedError):
            self._tries.learn(trouble)
        return trouble
