"""Writes what became of attempts: whatever waits goes out in one statement, and nothing is dropped.

A report is kept in memory until the database has confirmed it; while the database is away the writer goes on
trying, and keeps on disk what waits (spool.py). An unconfirmed begin is looked for by its token until its rows
could no longer appear.
"""

import asyncio
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, replace
from random import Random
from uuid import UUID

from jobs.backoff import delay
from worker.clock import Clock
from worker.errors import DatabaseAwayError
from worker.events import DatabaseAway, Defect, Finished, Listener, ReportRefused, SpoolFailed
from worker.records import Report, Settled
from worker.spool import Spool
from worker.store import Store

MOST_AT_ONCE = 200
LONGEST_WAIT = 5.0
GATHER = 0.005  # s for results to come together, where they come by the dozen
SLOW = 2.0  # longer than a statement waits for a locked row


@dataclass(slots=True)
class _Unconfirmed:
    token: UUID
    until: float


class Reporter:
    """The single writer of this process's attempts."""

    def __init__(
        self, store: Store, spool: Spool, clock: Clock, listener: Listener, rng: Random
    ) -> None:
        self._store = store
        self._spool = spool
        self._clock = clock
        self._listener = listener
        self._rng = rng
        self._waiting: deque[Report] = deque()
        self._kept = 0  # of the first ones that wait, also on disk
        self._unconfirmed: list[_Unconfirmed] = []
        self._wake = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()
        self._safe = asyncio.Event()
        self._safe.set()
        self._failures = 0
        self._singly = 0  # how many of those that wait are written one by one

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
        self._unconfirmed.append(_Unconfirmed(token, self._clock.monotonic() + within))
        self._idle.clear()
        self._wake.set()

    async def written(self) -> None:
        """Wait until every report that was put is in the database."""
        await self._idle.wait()

    async def safe(self) -> None:
        """Wait until every report that was put is in the database or on the disk."""
        await self._safe.wait()

    async def run(self) -> None:
        """Adopt what dead workers left, then write for ever."""
        await self._adopt()
        try:
            while True:
                await self._rung(1 if self._unconfirmed else None)
                await self._write_all()
        finally:
            self._spool.keep(list(self._waiting)[self._kept :])

    async def _adopt(self) -> None:
        try:
            reports = await asyncio.to_thread(self._spool.adopt)
        except OSError as error:
            self._listener(SpoolFailed(error.strerror or type(error).__name__))
            return
        self._waiting.extendleft(reversed(reports))
        self._kept += len(reports)
        self._idle.clear()
        self._wake.set()

    async def _write_all(self) -> None:
        try:
            await self._find_unconfirmed()
            while self._waiting:
                if await self._write_some() > 1:
                    await asyncio.sleep(GATHER)
        except Exception as error:  # noqa: BLE001 - whatever it is, results are kept and tried again
            self._tell(error)
            self._failures += 1
            await self._hold_out(delay(self._failures, 0.2, LONGEST_WAIT, self._rng))
        else:
            self._failures = 0
            if self._spool.in_use:
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
        reports = list(self._waiting)[self._kept :]
        try:
            await asyncio.to_thread(self._spool.keep, reports)
        except OSError as error:
            self._listener(SpoolFailed(error.strerror or type(error).__name__))
            return
        self._kept += len(reports)
        if self._kept == len(self._waiting):
            self._safe.set()

    async def _rung(self, at_most: float | None) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(at_most):
                await self._wake.wait()
        self._wake.clear()

    async def _write_some(self) -> int:
        reports = [
            self._waiting[i]
            for i in range(1 if self._singly else min(MOST_AT_ONCE, len(self._waiting)))
        ]
        try:
            answer = await self._finish(reports)
        except DatabaseAwayError as error:
            if not error.refused_data and not error.locked:
                raise
            self._single_out(reports, locked=error.locked)
            return 0
        self._failures = 0
        self._singly = max(0, self._singly - 1)
        settled = {(s.job_id, s.attempt_no): s.status for s in answer}
        for report in reports:
            self._waiting.popleft()
            self._kept = max(0, self._kept - 1)
            status = settled.get((report.job_id, report.attempt_no))
            self._listener(
                Finished(
                    report.job_id,
                    report.attempt_no,
                    report.outcome,
                    status,
                    report.error_code,
                    report.latency_ms,
                )
            )
        return len(reports)

    async def _finish(self, reports: list[Report]) -> list[Settled]:
        """Write; while the database is slow about it nothing begins, and what waits is kept on disk."""
        writing = asyncio.ensure_future(self._store.finish(reports))
        await asyncio.wait({writing}, timeout=SLOW)
        while not writing.done():
            self._failures += 1
            await self._keep()
            await asyncio.wait({writing}, timeout=SLOW)
        return writing.result()

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

    async def _find_unconfirmed(self) -> None:
        now = self._clock.monotonic()
        if not self._unconfirmed:
            return
        for key in await self._store.withdrawn([begin.token for begin in self._unconfirmed]):
            self.put(Report(*key, "not_sent", error_code="Worker.Unsent"))
        self._unconfirmed = [begin for begin in self._unconfirmed if begin.until > now]
