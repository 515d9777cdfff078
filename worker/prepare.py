"""Makes the files of the rows next in line ready, ahead of their slots, for the accounts that use one calling key.

The way of such a row: waits for files → (files/) cache, claim, upload → ready with its ids → due, as any other.
Uploads have slots of their own, so no create waits for one; and a row that is not ready is not due.
"""

import asyncio
import math
from collections.abc import Collection
from random import Random

from jobs.outcome import AccountPaused
from worker import events
from worker.blame import Blame
from worker.clock import Clock
from worker.errors import DatabaseAwayError
from worker.files.horizon import ahead
from worker.files.prepared import Prepared, Trouble
from worker.files.rows import FileRows, Line, Row, Settled
from worker.files.uploader import Uploader
from worker.files.verdict import settled
from worker.gate import Gatekeeper
from worker.settings import Settings
from worker.store import Store
from worker.wake import Bell

LOOK = 1.0  # s between two looks at the line, or less where ids live for seconds; workers look at different moments
RUNG = 0.5  # s after a look that a ring called for: most rings are for rows that need no files
UNDER_WAY = 128  # rows
MOST_READY = 2000  # rows of one key
MOST_RESTING = 5000  # rows that are passed over
GATHER = 0.01  # s for rows to become ready together
DEFECT = 60.0  # s for which a row rests that met a defect of ours


class Preparer:
    """Prepares rows of some accounts, as far ahead as their ids may live and no further."""

    def __init__(
        self,
        settings: Settings,
        accounts: Collection[str],
        *,
        store: Store,
        uploader: Uploader,
        gatekeeper: Gatekeeper,
        wake: Bell,
        clock: Clock,
        listener: events.Listener,
        rng: Random,
    ) -> None:
        self.uploader = uploader
        self._accounts = accounts
        self._rate = settings.rate_limit
        self._ahead = ahead(settings.file_id_ttl)
        self._look = min(LOOK, self._ahead / 4)
        self._store = store
        self._rows = FileRows(store)
        self._gatekeeper = gatekeeper
        self._blame = Blame(gatekeeper, clock, listener)
        self._wake = wake
        self._clock = clock
        self._listener = listener
        self._rng = rng
        self._going: dict[int, asyncio.Task[None]] = {}  # rows under way
        self._prepared: list[tuple[Row, Prepared]] = []
        self._probes: dict[int, str] = {}  # rows that probe a pause, and its code
        self._news = asyncio.Event()
        self._look_at = 0.0
        self._rests_until = 0.0
        self._heard = 0
        self._hungry = False  # more rows were to be had than there were places

    async def run(self, stop: asyncio.Event) -> None:
        """Prepare until `stop`; then give up what is under way."""
        async with self.uploader:
            try:
                while not stop.is_set():
                    await self._try()
            finally:
                for task in self._going.values():
                    task.cancel()
                await asyncio.gather(*self._going.values(), return_exceptions=True)

    async def _try(self) -> None:
        try:
            await self._settle()
            if self._wants_a_look():
                await self._take()
        except DatabaseAwayError as error:
            self._listener(events.DatabaseAway("files", error.kind, error.sqlstate))
            self._look_at = self._clock.monotonic() + LOOK
        await self._rest()

    def _wants_a_look(self) -> bool:
        going, now = len(self._going), self._clock.monotonic()
        rung = self._heard != self._wake.rings and now >= self._rests_until
        if (
            self._hungry and going <= UNDER_WAY / 2
        ):  # many at once, for alike rows are prepared together
            return True
        return going < UNDER_WAY and (rung or now >= self._look_at)

    async def _rest(self) -> None:
        """Wait for a row that is prepared, for a ring, or for the next look."""
        now = self._clock.monotonic()
        left, rest = max(self._look_at - now, GATHER), self._rests_until - now
        waits = [
            asyncio.create_task(self._news.wait(), name="news"),
            asyncio.create_task(self._wake.wait(left, self._heard, rest=rest), name="bell"),
        ]
        await asyncio.wait(waits, return_when="FIRST_COMPLETED")
        for wait in waits:
            wait.cancel()
        self._news.clear()
        await asyncio.sleep(GATHER)

    async def _take(self) -> None:
        """Begin to prepare the rows that come next."""
        now = self._clock.monotonic()
        self._rests_until = now + RUNG if self._heard != self._wake.rings else 0.0
        self._heard, self._hungry = self._wake.rings, False
        self._look_at = now + self._look * self._rng.uniform(0.5, 1.5)
        resting = self._blame.resting
        lines = await self._rows.lines(self._accounts, self._ahead)
        for line in lines:
            if self._blame.away(line.account) or len(resting) >= MOST_RESTING:
                continue
            way = await self._gatekeeper.look(line.account)
            if way == "open":
                await self._take_next(line, len(lines))
            elif way == "probe":
                await self._take_probe(line.account)

    async def _take_next(self, line: Line, lines: int) -> None:
        going = sum(task.get_name() == line.account for task in self._going.values())
        most = min(math.ceil(self._rate * self._ahead / lines), MOST_READY)
        room = most - line.ready - going
        wanted = min(room, UNDER_WAY - len(self._going))
        if wanted < 1:
            return
        rows = await self._next(line.account, wanted)
        self._hungry = self._hungry or len(rows) == wanted < room
        self._start(rows)

    async def _take_probe(self, account: str) -> None:
        """Prepare one row of a paused account whose time has come, unless one is due that can be sent instead."""
        due_in = await self._store.due_in(account)
        if self._probes or (due_in is not None and due_in <= 0):
            return
        for row in await self._next(account, 1):
            if code := await self._rows.probe(account):
                self._probes[row.job_id] = code
                self._start([row])

    async def _next(self, account: str, n: int) -> list[Row]:
        passed_over = self._blame.resting | self._going.keys()
        try:
            return await self._rows.next(account, n, self._ahead, passed_over)
        except DatabaseAwayError as error:
            if error.too_much and (sifted := await self._store.sift(account)):
                self._listener(events.Sifted(account, sifted))
            raise

    def _start(self, rows: Collection[Row]) -> None:
        alike: dict[tuple[bytes, bool], list[Row]] = {}
        for row in rows:
            alike.setdefault((row.body, row.lost_at is None), []).append(row)
        for same in alike.values():
            task = asyncio.create_task(self._prepare(same), name=same[0].account)
            self._going.update((row.job_id, task) for row in same)

    async def _prepare(self, rows: Collection[Row]) -> None:
        """Prepare rows with the same files and the same owner, all or none of which lost ids before."""
        one = next(iter(rows))
        lost_at = max((row.lost_at for row in rows if row.lost_at), default=None)
        try:
            prepared = await self.uploader.prepare(one.account, one.body, lost_at)
        except DatabaseAwayError as error:
            self._listener(events.DatabaseAway("upload", error.kind, error.sqlstate))
            self._leave(rows, LOOK)
        except Exception as error:  # noqa: BLE001 - a defect of ours costs these rows their turn and no others
            self._listener(events.Defect("prepare", type(error).__name__))
            self._leave(rows, DEFECT)
        else:
            self._prepared += [(row, prepared) for row in rows]
        self._news.set()

    def _leave(self, rows: Collection[Row], rest: float = 0) -> None:
        for row in rows:
            self._going.pop(row.job_id, None)
            self._probes.pop(row.job_id, None)
            if rest:
                self._blame.rest(row, rest)

    async def _settle(self) -> None:
        """Write what came of the rows that are prepared, all in one statement."""
        prepared, self._prepared = self._prepared, []
        if not prepared:
            return
        try:
            verdicts = [await self._judged(row, *settled(row, files)) for row, files in prepared]
            written = await self._rows.settle(verdicts)
        finally:
            self._leave([row for row, _ in prepared])
        self._tell([verdict for verdict in verdicts if verdict.row.job_id in written])

    async def _judged(self, row: Row, verdict: Settled, trouble: Trouble | None) -> Settled:
        verdict = await self._blame.judge(row, verdict, trouble)
        if (code := self._probes.get(row.job_id)) and not isinstance(trouble, AccountPaused):
            # The upload passed or never left: now a call may show whether the account may send.
            await self._store.repeat_probe(row.account, code)
        return verdict

    def _tell(self, verdicts: Collection[Settled]) -> None:
        for verdict in verdicts:
            if verdict.status != "pending":
                event = events.FilesFailed(verdict.row.job_id, verdict.status, verdict.error_code)
                self._listener(event)
        if ready := sum(not verdict.waits for verdict in verdicts):
            self._listener(events.FilesReady(ready))
            self._wake.ring()
            self._heard += 1  # the ring is for those who send
