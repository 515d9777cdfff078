"""The rate limit: slots of the row that all workers share, and a bucket of this process behind it.

A worker books the next free instant on the database's clock and sends at it. Idle time is not saved up, an
instant missed by more than `LATENESS` is dropped and not used late: so the API sees at most
ceil((W + J) / interval) arrivals in any window W with a jitter of J, however many workers there are.
"""

import asyncio
import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from aiolimiter import AsyncLimiter

from worker.clock import Clock, ServerTime
from worker.errors import DatabaseAwayError
from worker.pace import Pace
from worker.records import Reservation, SlotKey
from worker.store import Store

HORIZON = 0.2
RARE = (
    1.0  # slots so many seconds apart find no open connection, and to miss one costs as much again
)
RARE_LEAD = 0.5  # so their calls begin early enough to connect, TLS included
LATENESS = 0.005
LATENESS_EACH = 0.001
ON_THE_WAY = 0.002  # s by which one call may be read later than another
UNPACED = 0.0005
UNPACED_LATENESS = 1.0
BATCH = 0.01
# Of more, the calls would come and go while the database waits, and the other way round.
MOST_TOGETHER = 256
FASTEST = 0.00025  # s from one call of a worker to its next
TOLERANCE = 0.02  # of the interval, by which it may change before the local bucket is made anew
TURN = 0.05  # s worth of slots, one at least, that a worker takes at once where others are about
LEFT_OVER = 0.05  # s before its begin at which a slot that nobody took is anybody's
SPREAD = 0.01  # s over which those whose turn it is ask, so that they do not wait for each other
PATIENCE = 1.0


@dataclass(frozen=True, slots=True)
class Slot:
    """One monotonic instant to send at, and seconds after which it is missed."""

    instant: float
    lateness: float


@dataclass(frozen=True, slots=True)
class Slots:
    """Consecutive instants to send at: the first on both clocks, and seconds between them.

    `spare`: seconds by which the slots of one second take longer than it. A slot that is used later than
    that, the way there included, could be one too many in its second.
    """

    slot_at: datetime
    instant: float
    interval: float
    n: int
    lead: float
    spare: float = LATENESS + ON_THE_WAY

    @property
    def begin_at(self) -> float:
        """The monotonic instant at which the rows for them are to be begun."""
        return self.instant - self.lead

    @property
    def lateness(self) -> float:
        """Seconds after which a slot is missed; no process keeps to single slots of a very high limit."""
        if self.interval <= UNPACED:
            return UNPACED_LATENESS
        alone = min(LATENESS, self.spare - ON_THE_WAY)
        return alone if self.interval > BATCH else max(alone, self.n * LATENESS_EACH)

    def slot(self, index: int) -> Slot:
        """Return one of the slots."""
        return Slot(self.instant + index * self.interval, self.lateness)

    def parts(self, at_once: int) -> Iterator["Slots"]:
        """Yield them in groups of so many, each to be begun for itself."""
        for index in range(0, self.n, at_once):
            later = index * self.interval
            yield replace(
                self,
                slot_at=self.slot_at + timedelta(seconds=later),
                instant=self.instant + later,
                n=min(at_once, self.n - index),
            )


class Throttle:
    """The slots of one key, region and action."""

    def __init__(
        self, store: Store, clock: Clock, key: SlotKey, rate_limit: float, rng: Random
    ) -> None:
        self.key = key
        self._store = store
        self._clock = clock
        self._rng = rng
        self._time = ServerTime()
        self.pace = Pace()
        self._rate_limit = rate_limit
        self._interval = 0.0  # s; unknown until the first answer of the bucket
        self._my_turn = False
        self._alone = False
        self._next = math.inf  # epoch s: the first free slot, as this worker left it
        self.ill = False  # as the whole fleet knows it
        self._seen = Counter[str]()
        self._bucket = self._local_bucket(1 / rate_limit)

    @property
    def at_once(self) -> int:
        """How many slots are begun together: those within a few milliseconds, or within one slow begin."""
        if not self._interval:
            return 1
        together = min(math.ceil(BATCH / self._interval), MOST_TOGETHER)
        return max(together, self.pace.slots_meanwhile(max(self._interval, FASTEST)))

    async def reserve(self, wanted: int, *, rare: bool = False) -> Slots | None:
        """Wait for the next free slots, up to `wanted` within the horizon.

        Who found everything booked has its turn: the next slot as soon as it comes within the horizon. Who had
        one since takes what nobody wants. So workers share evenly; one that finds the bucket as it left it is
        alone, takes many at once, and asks seldom. A `rare` slot is granted further ahead. None after a second
        without one: the caller looks around and asks again.
        """
        patience = self._clock.monotonic() + PATIENCE
        while self._clock.monotonic() < patience:
            rare = rare or max(self._interval, 1 / self._rate_limit) >= RARE
            sent = self._clock.monotonic()
            row = await self._ask(wanted, rare=rare)
            self._time.observe(row.asked_at.timestamp(), sent, self._clock.monotonic())
            self._adapt(row.interval_s)
            self.ill = row.ill
            self._my_turn = not row.granted
            instant = self._time.to_monotonic(row.slot_at.timestamp())
            if row.granted:
                first = row.slot_at.timestamp()
                self._alone = first - self._next < row.interval_s / 2
                self._next = first + row.granted * row.interval_s
                begin_lead = RARE_LEAD if rare else self.pace.begin_lead
                spare = row.rate_limit * row.interval_s - 1
                return Slots(row.slot_at, instant, row.interval_s, row.granted, begin_lead, spare)
            free_at = instant - (RARE_LEAD if rare else HORIZON) + self._rng.uniform(0, SPREAD)
            soon = sent + min(row.interval_s, HORIZON) / 4
            await self._clock.sleep_until(min(max(free_at, soon), patience))
        return None

    async def _ask(self, wanted: int, *, rare: bool) -> Reservation:
        if rare:
            return await self._store.reserve(self.key, wanted, RARE_LEAD, HORIZON, RARE_LEAD)
        turn = max(self.at_once, math.ceil(TURN / self._interval)) if self._interval else 1
        n = wanted if self._alone and not self._my_turn else min(wanted, turn)
        ahead = HORIZON if self._my_turn else min(self.pace.begin_lead + LEFT_OVER, HORIZON)
        # Where no process keeps to single slots nobody waits for one either.
        lead = 0.0 if 0 < self._interval <= UNPACED else self.pace.idle_lead
        return await self._store.reserve(self.key, n, lead, HORIZON, ahead)

    async def admit(self, slot: Slot) -> bool:
        """Wait for the slot; False if it is missed and nothing may be sent for it."""
        if self._clock.monotonic() < slot.instant:
            await self._clock.meet(slot.instant)
        in_time = self._clock.monotonic() - slot.instant <= slot.lateness
        wanted = in_time and await self._passes()
        wanted = wanted and self._clock.monotonic() - slot.instant <= slot.lateness + self._interval
        self._seen["sent" if wanted else "lost"] += 1
        return wanted

    async def _passes(self) -> bool:
        """Whether the local bucket lets a call through; one that it would hold for longer must not leave late."""
        if self._bucket.has_capacity():
            await self._bucket.acquire()
            return True
        try:
            async with asyncio.timeout(LATENESS + (self._interval or 1 / self._rate_limit)):
                await self._bucket.acquire()
        except TimeoutError:
            return False
        return True

    def missed(self, slots: int) -> None:
        """Count slots that passed before anything was begun for them."""
        self._seen["lost"] += slots

    def refused(self) -> None:
        """Count a call that the API's limiter refused."""
        self._seen["refused"] += 1

    async def steer(self) -> None:
        """Bring this process's counts to the shared row, which slows or recovers by them."""
        seen, self._seen = self._seen, Counter[str]()
        try:
            await self._store.steer(
                self.key,
                self._rate_limit,
                sent=seen["sent"],
                lost=seen["lost"],
                refused=seen["refused"],
            )
        except DatabaseAwayError:
            self._seen += seen
            raise

    def _adapt(self, interval: float) -> None:
        if not math.isclose(interval, self._interval, rel_tol=TOLERANCE):
            self._interval = interval
            self._bucket = self._local_bucket(interval)

    def _local_bucket(self, interval: float) -> AsyncLimiter:
        """Make one that the slots never fill, however little their interval shrinks without a new one."""
        drop = max((1 - TOLERANCE) * interval, 1 / self._rate_limit)
        burst = max(2, math.ceil(BATCH / drop))
        return AsyncLimiter(burst, burst * drop)
