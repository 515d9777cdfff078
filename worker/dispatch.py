"""Books slots and begins rows for them, for the accounts that use one calling key.

The way of a job: due → slot → begin → (attempt.py) sign and call → classify → finish. Only this one task books
slots, so a booked slot is used in time; nothing is held that is not about to be sent.
"""

import asyncio
from collections import deque
from dataclasses import dataclass
from itertools import takewhile, zip_longest
from random import uniform
from uuid import uuid4

from worker import events
from worker.attempt import Caller
from worker.clock import Clock
from worker.errors import DatabaseAwayError
from worker.gate import Gatekeeper, Seen
from worker.load import Load
from worker.records import Begin, BegunAttempt
from worker.report import Reporter
from worker.store import Store
from worker.throttle import Slot, Slots, Throttle
from worker.wake import REST, Bell
from worker.witness import Witness

POLL = 1.0
HICCUP = 0.05  # s; one failed statement is no database that is down
TURNS = 3  # of the event loop, until a statement is on its way


@dataclass(frozen=True, slots=True)
class Identity:
    """What every begin of a dispatcher carries: who sends, with which key, where, and for how long (seconds)."""

    worker: str
    key_fingerprint: str
    endpoint: str
    lease: float
    concurrency: int


class Dispatcher:
    """Sends the due rows of the accounts that use one key."""

    def __init__(
        self,
        identity: Identity,
        *,
        store: Store,
        throttle: Throttle,
        gatekeeper: Gatekeeper,
        caller: Caller,
        reporter: Reporter,
        witness: Witness,
        wake: Bell,
        clock: Clock,
        listener: events.Listener,
    ) -> None:
        self.accounts: deque[str] = deque()
        self.throttle = throttle
        self.gatekeeper = gatekeeper
        self._identity = identity
        self._store = store
        self._caller = caller
        self._reporter = reporter
        self._witness = witness
        self._wake = wake
        self._heard = wake.rings
        self._clock = clock
        self._listener = listener
        self._filled: dict[str, int] = {}  # the slots that an account filled last, while it does
        self._load = Load(identity.concurrency)
        self._rest = HICCUP

    @property
    def in_flight(self) -> int:
        """Calls begun and not yet judged."""
        return len(self._load)

    async def run(self, stop: asyncio.Event) -> None:
        """Dispatch until `stop`; then let the calls on the wire finish."""
        try:
            while not stop.is_set():
                await self._try(stop)
        finally:
            await self._load.gone()
            self._caller.stop_reading()

    async def _try(self, stop: asyncio.Event) -> None:
        try:
            await self._dispatch(stop)
            self._rest = HICCUP
        except DatabaseAwayError as error:
            self._listener(events.DatabaseAway("begin", error.kind, error.sqlstate))
            rest, self._rest = self._rest, POLL
            await self._wake.wait(rest * uniform(0.5, 1.5))  # noqa: S311 - a fleet must not come back at once

    async def _dispatch(self, stop: asyncio.Event) -> None:
        due = await self._due()
        if due is None or not await self._room() or stop.is_set():
            return
        account, probe = due
        asked_at = self._clock.monotonic()
        slots = await self.throttle.reserve(1 if probe else self._wanted(account), rare=probe)
        self.gatekeeper.hear(ill=self.throttle.ill)
        if slots is None:
            return
        full = await self._fill(account, slots, asked_at, stop, probe=probe)
        if full and not probe:
            self._filled[account] = slots.n
        elif not full:
            self._filled.pop(account, None)

    def _wanted(self, account: str) -> int:
        """How many slots to book: twice as many as the account just filled, for one that has a backlog."""
        wanted = max(self.throttle.at_once, 2 * self._filled.get(account, 0))
        return min(wanted, self._load.room)

    async def _fill(
        self, account: str, slots: Slots, asked_at: float, stop: asyncio.Event, *, probe: bool
    ) -> bool:
        """Begin rows for the slots and send them on their way; False if there were fewer rows than slots.

        A group whose slots had passed when its begin was answered tells nothing of the rows.
        """
        ahead: asyncio.Task[list[BegunAttempt]] | None = None
        groups = list(slots.parts(self.throttle.at_once))
        for group, following in zip_longest(groups, groups[1:]):
            await self._clock.sleep_until(group.begin_at)
            if ahead is None and self._halted(stop):
                return False
            attempts = await (ahead or self._begin(account, group, probe=probe))
            full = len(attempts) == group.n
            if full and following and not self._halted(stop):
                ahead = await self._begin_ahead(account, following)
            else:
                ahead = None
            for index, attempt in enumerate(attempts):
                slot = group.slot(index)
                self._start(attempt, account, slot, max(0, slot.instant - asked_at))
            if not full and not self._passed(group, len(attempts)):
                return False
        return True

    def _passed(self, group: Slots, used: int) -> bool:
        """Say whether slots of the group were missed rather than left for want of rows."""
        passed = self._clock.monotonic() > group.instant + group.lateness
        if passed:
            self.throttle.missed(group.n - used)
        return passed

    def _halted(self, stop: asyncio.Event) -> bool:
        return stop.is_set() or self._reporter.away

    async def _begin_ahead(
        self, account: str, group: Slots
    ) -> asyncio.Task[list[BegunAttempt]] | None:
        """Let a group whose time has come be begun while the calls of the one before it take the event loop."""
        if group.begin_at > self._clock.monotonic():
            return None
        task = asyncio.create_task(self._begin(account, group, probe=False), name="begin")
        for _ in range(TURNS):
            await asyncio.sleep(0)
        return task

    async def _due(self) -> tuple[str, bool] | None:
        """Return an account with a due row and whether it may only probe; None after a little wait."""
        rung, self._heard = self._heard != self._wake.rings, self._wake.rings
        asked = list(takewhile(lambda account: not self._goes_on(account), self.accounts))
        due, gates = await self._look(asked)
        for account in asked:
            self.accounts.rotate(-1)
            if due.get(account, POLL) <= 0:
                way = await self.gatekeeper.look(account, gates[account])
                if way != "shut":
                    return account, way == "probe"
        if self.accounts and self._goes_on(account := self.accounts[0]):
            self.accounts.rotate(-1)
            return account, False
        soonest = min((due_in for due_in in due.values() if due_in > 0), default=POLL)
        await self._wake.wait(min(soonest, POLL), self._heard, rest=REST if rung else 0)
        return None

    def _goes_on(self, account: str) -> bool:
        """Whether the account may have more rows due, as it filled the slots that it got last."""
        return account in self._filled and self.gatekeeper.on_time

    async def _look(self, accounts: list[str]) -> tuple[dict[str, float], dict[str, Seen]]:
        """Read when rows are due, and the gates: of all accounts at once, so that none slows another."""
        if not accounts:
            return {}, {}
        # Both at once, since an idle worker's first row waits for them.
        return await asyncio.gather(self._store.due(accounts), self.gatekeeper.read_all(accounts))

    async def _room(self) -> bool:
        """Wait for a free place among the calls in flight; False while results cannot be written."""
        if not self._reporter.accepts:
            await self._wake.wait(POLL / 10)
            return False
        await self._load.has_room(self.throttle.at_once)
        return True

    async def _begin(self, account: str, slots: Slots, *, probe: bool) -> list[BegunAttempt]:
        begin = Begin(
            account=account,
            key_fingerprint=self._identity.key_fingerprint,
            endpoint=self._identity.endpoint,
            worker=self._identity.worker,
            token=uuid4(),
            slot_at=slots.slot_at,
            n=slots.n,
            lease=self._identity.lease,
            lateness=slots.lateness,
            probe=probe,
            remembered=self._witness.remembered,
        )
        asked = self._clock.monotonic()
        try:
            attempts = await self._store.begin(begin)
        except DatabaseAwayError as error:
            self._reporter.withdraw(begin.token, self._identity.lease + 60)
            if error.too_much and (sifted := await self._store.sift(account)):
                self._listener(events.Sifted(account, sifted))
            raise
        self.throttle.pace.took(self._clock.monotonic() - asked)
        return attempts

    def _start(self, attempt: BegunAttempt, account: str, slot: Slot, slot_wait_s: float) -> None:
        waited_s = max(0, attempt.waited_s)
        begun = events.Begun(attempt.job_id, attempt.attempt_no, waited_s, slot_wait_s)
        self._listener(begun)
        call = self._caller.run(attempt, account, slot, self._load.drop)
        task = asyncio.create_task(call, name=f"attempt-{attempt.job_id}")
        self._load.add(task, len(attempt.body))
