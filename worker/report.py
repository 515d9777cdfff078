"""Writes what became of attempts: whatever waits goes out in one statement, and nothing is dropped.

A report is kept in memory until the database has confirmed it; while the database is away the writer goes on
trying, and keeps on disk what waits (spool.py): reports, and the tokens of unconfirmed begins (withdrawals.py).
"""

import asyncio
from collections import deque
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import replace
from itertools import islice
from random import Random
from typing import Any, TypeVar
from uuid import UUID

from jobs.backoff import delay
from worker.clock import Clock
from worker.errors import DatabaseAwayError
from worker.events import DatabaseAway, Defect, Finished, Listener, ReportRefused
from worker.records import Report, Unsent
from worker.spool import Spool
from worker.state_folder import StateFolder
from worker.store import Store
from worker.withdrawals import Withdrawals

T = TypeVar("T")
MOST_AT_ONCE = 200
LONGEST_WAIT = 5.0
GATHER = 0.005  # s for results to come together, where they come by the dozen
SLOW = 2.0  # longer than a statement waits for a locked row
ADOPT_EVERY = 10.0


class Reporter:
    """The single writer of this process's attempts."""

    def __init__(
        self,
        store: Store,
        spool: Spool,
        clock: Clock,
        listener: Listener,
        rng: Random,
        *,
        folder: StateFolder,
    ) -> None:
        self._store = store
        self._spool = spool
        self._folder = folder
        self._clock = clock
        self._listener = listener
        self._rng = rng
        self._waiting: deque[Report] = deque()
        self._kept = 0  # of the first ones that wait, also on disk
        self._unconfirmed = Withdrawals(store, clock)
        self._wake = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()
        self._safe = asyncio.Event()
        self._safe.set()
        self._failures = 0
        self._singly = 0  # how many of those that wait are written one by one

    @property
    def accepts(self) -> bool:
        """Whether results of new calls would be safe: the database takes them, and the disk would."""
        return not self.away and self._folder.fault is None

    @property
    def away(self) -> bool:
        """Whether the database refused the last write: then nothing new may begin."""
        return self._failures > 0

    def put(self, report: Report) -> None:
        """Take a report; it is written as soon as the database takes it."""
        self._waiting.append(report)
        self._idle.clear()
        self._safe.clear()
        self._wake.set()

    def withdraw(self, token: UUID, within: float) -> None:
        """Look for what an unconfirmed begin committed, for `within` seconds, and report it not sent."""
        self._unconfirmed.add([Unsent(token, within)])
        self._idle.clear()
        self._safe.clear()
        self._wake.set()

    @property
    def left(self) -> tuple[int, int]:
        """How many reports are not in the database, and how many unconfirmed begins may yet appear there."""
        return len(self._waiting), len(self._unconfirmed)

    async def written(self) -> None:
        """Wait until every report that was put is in the database; tokens alone wait for it on the disk."""
        await self._idle.wait()

    async def safe(self) -> None:
        """Wait until every report that was put, and what was withdrawn, is in the database or on the disk."""
        await self._safe.wait()

    async def run(self) -> None:
        """Adopt what dead workers left, at once and from time to time; write for ever."""
        adopt_at = self._clock.monotonic()
        try:
            while True:
                if self._clock.monotonic() >= adopt_at:
                    await self._adopt()
                    adopt_at = self._clock.monotonic() + ADOPT_EVERY
                await self._rung(1 if self._unconfirmed else ADOPT_EVERY)
                await self._write_all()
        finally:
            if not self._safe.is_set():
                reports = list(self._waiting)[self._kept :]
                self._spool.keep([*reports, *self._unconfirmed.unkept])

    async def _adopt(self) -> None:
        try:
            entries = await asyncio.to_thread(self._spool.adopt)
        except OSError as error:
            self._folder.refused(error)
            return
        if entries:
            reports = [entry for entry in entries if isinstance(entry, Report)]
            self._waiting.extendleft(reversed(reports))
            self._kept += len(reports)
            begins = [entry for entry in entries if isinstance(entry, Unsent)]
            self._unconfirmed.add(begins, kept=True)
            self._idle.clear()
            self._wake.set()

    async def _write_all(self) -> None:
        try:
            await self._take_back()
            while self._waiting:
                if await self._write_some() > 1:
                    await asyncio.sleep(GATHER)
        except Exception as error:  # noqa: BLE001 - whatever it is, results are kept and tried again
            self._tell(error)
            self._failures += 1
            if not self._waiting:
                self._idle.set()
            await self._hold_out(delay(self._failures, 0.2, LONGEST_WAIT, self._rng))
        else:
            self._failures = 0
            if self._spool.in_use and not self._unconfirmed:
                await asyncio.to_thread(self._spool.clear)
            if not self._waiting:
                self._idle.set()
                self._safe.set()

    def _tell(self, error: Exception) -> None:
        if isinstance(error, DatabaseAwayError):
            self._listener(DatabaseAway("finish", error.kind, error.sqlstate))
        else:
            self._listener(Defect("finish", type(error).__name__))

    async def _hold_out(self, seconds: float) -> None:
        """Keep on disk what waits and what comes, until it is time to try the database again."""
        until = self._clock.monotonic() + seconds
        while (left := until - self._clock.monotonic()) > 0:
            await self._keep()
            await self._rung(left)
        self._wake.set()

    async def _keep(self) -> None:
        reports, begins = list(self._waiting)[self._kept :], self._unconfirmed.unkept
        if reports or begins:
            try:
                await asyncio.to_thread(self._spool.keep, [*reports, *begins])
            except OSError as error:
                self._folder.refused(error)
                return
            self._folder.took()
        self._kept += len(reports)
        self._unconfirmed.keep(begins)
        if self._kept == len(self._waiting) and not self._unconfirmed.unkept:
            self._safe.set()

    async def _rung(self, at_most: float | None) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(at_most):
                await self._wake.wait()
        self._wake.clear()

    async def _write_some(self) -> int:
        reports = list(islice(self._waiting, 1 if self._singly else MOST_AT_ONCE))
        try:
            answer = await self._patiently(self._store.finish(reports))
        except DatabaseAwayError as error:
            if not error.refused_data and not error.locked:
                raise
            self._single_out(reports, locked=error.locked)
            return 0
        self._failures = 0
        self._singly = max(0, self._singly - 1)
        settled = {(s.job_id, s.attempt_no): s for s in answer}
        for report in reports:
            self._waiting.popleft()
            self._kept = max(0, self._kept - 1)
            job = settled.get((report.job_id, report.attempt_no))
            self._listener(
                Finished(
                    report.job_id,
                    report.attempt_no,
                    report.outcome,
                    job.status if job else None,
                    report.error_code,
                    report.latency_ms,
                    job.account if job else None,
                )
            )
        return len(reports)

    async def _patiently(self, statement: Coroutine[Any, Any, T]) -> T:
        """Run it; while the database is slow about it nothing begins, and what waits is kept on disk."""
        running = asyncio.ensure_future(statement)
        await asyncio.wait({running}, timeout=SLOW)
        while not running.done():
            self._failures += 1
            await self._keep()
            await asyncio.wait({running}, timeout=SLOW)
        return running.result()

    def _single_out(self, reports: list[Report], *, locked: bool) -> None:
        """Find the one report that is refused: a locked row's waits at the end, bad values lose their text."""
        if len(reports) > 1:
            self._singly = len(self._waiting)
            return
        [report] = reports
        self._singly = max(0, self._singly - 1)
        self._waiting.popleft()
        self._kept = max(0, self._kept - 1)
        if locked:
            self._waiting.append(report)
            return
        bare = replace(report, approvers=None, error_message=None, errors=None)
        if bare == report:
            self._listener(ReportRefused(report.job_id, report.attempt_no))
        else:
            self._waiting.appendleft(bare)

    async def _take_back(self) -> None:
        """Report as not sent what unconfirmed begins left; first see their tokens on the disk."""
        if self._unconfirmed.unkept:
            await self._keep()
        if self._unconfirmed:
            for found in await self._patiently(self._unconfirmed.find()):
                self.put(found)
