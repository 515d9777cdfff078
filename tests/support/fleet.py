"""Workers that book and send by the product's own throttle, over a model of the bucket and in virtual time."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

from tests.support.bucket import Bucket
from tests.support.virtual import VirtualClock, VirtualLoop
from worker.errors import DatabaseAwayError
from worker.records import Reservation, SlotKey
from worker.store import Store
from worker.throttle import Slot, Slots, Throttle

KEY = SlotKey("key", "", "Create")
MIDNIGHT = datetime(2026, 11, 26, tzinfo=UTC)
LATE = 0.005  # s by which a slot may be used late
TOGETHER = 0.01  # s: closer slots of a group may be as many milliseconds late as it has
SHORTEST_WAY = 0.0001  # s to the database or back
ILL = 10.0
STEPS = (0.995, 0.995, 1.0, 1.02, 1.05)  # of the interval, at each worker's report
LOST = "ConnectionLost"


@dataclass(frozen=True)
class Trouble:
    """What a fleet meets; seconds."""

    seed: int
    rate: float  # calls a second that the API allows
    workers: int
    way: float  # to the database or back, at the most, while the offset of the clocks is learnt
    network: float  # a call's way to the API, at the most
    margin: float  # of the interval, at first and at least
    steered: bool = False
    ill: bool = False

    @property
    def seconds(self) -> float:
        """How long it is watched: at least a hundred slots and four turns of steering."""
        return max(4.0, 100 / self.rate)


@dataclass
class Seen:
    """What the fleet did."""

    least: float  # s: the narrowest interval
    booked: list[float] = field(default_factory=list)  # on the database's clock
    arrivals: list[float] = field(default_factory=list)
    group: int = 1  # the most slots begun together

    def jitter(self, trouble: Trouble) -> float:
        """Return J: lateness, what two clocks may differ by, and the network."""
        late = max(LATE, self.group / 1000) if self.least <= TOGETHER else LATE
        return late + trouble.way + trouble.network


class Killed(Exception):  # noqa: N818 - it is a signal
    """A process ends at once."""


@dataclass
class _Row(Bucket):
    """The bucket with what steering and illness make of it."""

    def change(self, now: float, interval: float) -> None:
        """Do as `mark_ill` and `mark_well` do."""
        if self.interval < ILL <= interval:
            self.next_slot = max(self.next_slot, now) + ILL
        elif interval < ILL <= self.interval:
            self.next_slot = max(now, self.next_slot - self.interval + interval)
        self.interval = interval


class _Line(Store):
    """A process's connection to the bucket that all share."""

    def __init__(self, bucket: _Row, trouble: Trouble, seen: Seen, rng: Random) -> None:
        self._bucket, self._trouble, self._seen, self._rng = bucket, trouble, seen, rng
        self._knows_the_time = False

    async def reserve(
        self, key: SlotKey, n: int, lead: float, horizon: float, ahead: float | None = None
    ) -> Reservation:
        """Ask the model; the way takes its time, and the question or the answer may be lost."""
        del key
        await self._way(0.01)
        asked_at = asyncio.get_running_loop().time()
        booked = self._bucket.reserve(asked_at, n, lead, horizon, ahead)
        first, granted = booked or (self._bucket.next_slot, 0)
        interval = self._bucket.interval
        if self._knows_the_time and self._rng.random() < 0.05:
            await asyncio.sleep(self._rng.uniform(0, 0.15))
        await self._way(0.01)
        self._knows_the_time = True
        return Reservation(
            granted,
            _at(first),
            interval,
            rate_limit=self._trouble.rate,
            ill=interval >= ILL,
            asked_at=_at(asked_at),
        )

    async def steer(
        self, key: SlotKey, rate_limit: float, *, sent: int = 0, lost: int = 0, refused: int = 0
    ) -> None:
        """Change the interval, as others' refusals, missed slots and illness do."""
        del key, sent, lost, refused
        await self._way(0.05)
        steps = STEPS if self._trouble.steered else (1.0,)
        narrowest = (1 + self._trouble.margin) / rate_limit
        was = narrowest if self._bucket.interval >= ILL else self._bucket.interval
        ill = self._trouble.ill and self._rng.random() < 0.05
        steered = min(max(was * self._rng.choice(steps), narrowest), 2 / rate_limit)
        interval = ILL if ill else steered
        self._bucket.change(asyncio.get_running_loop().time(), interval)
        self._seen.least = min(self._seen.least, self._bucket.interval)

    async def _way(self, lost: float) -> None:
        await asyncio.sleep(self._rng.uniform(SHORTEST_WAY, self._trouble.way))
        if self._rng.random() < lost:
            raise DatabaseAwayError(LOST, None)


class Fleet:
    """Processes that live, oversleep, lose answers, die and come back under another clock."""

    def __init__(self, trouble: Trouble, throttle: type[Throttle] = Throttle) -> None:
        self._trouble, self._throttle = trouble, throttle
        self._rng = Random(trouble.seed)
        interval = (1 + trouble.margin) / trouble.rate
        self._bucket = _Row(interval, slowest=3 / trouble.rate)
        self.seen = Seen(interval)

    def run(self) -> Seen:
        """Let them work for the time that the trouble takes."""
        with asyncio.Runner(loop_factory=VirtualLoop) as runner:
            runner.run(self._all())
        self.seen.arrivals.sort()
        self.seen.booked.sort()
        return self.seen

    async def _all(self) -> None:
        async with asyncio.TaskGroup() as fleet:
            for _ in range(self._trouble.workers):
                fleet.create_task(self._place())

    async def _place(self) -> None:
        loop = asyncio.get_running_loop()
        while loop.time() < self._trouble.seconds:
            try:
                await self._live(self._trouble.seconds - loop.time())
            except* Killed:
                await asyncio.sleep(self._rng.uniform(0, 1))

    async def _live(self, at_most: float) -> None:
        line = _Line(self._bucket, self._trouble, self.seen, self._rng)
        clock = VirtualClock(self._rng.uniform(0, 1e5), self._late)
        throttle = self._throttle(line, clock, KEY, self._trouble.rate, Random(self._rng.random()))
        async with asyncio.TaskGroup() as process:
            process.create_task(self._die(at_most))
            process.create_task(self._steer(throttle))
            while True:
                try:
                    slots = await throttle.reserve(self._rng.choice((1, 1, 2, 8)))
                except DatabaseAwayError:
                    await asyncio.sleep(self._rng.uniform(0, 0.3))
                    continue
                if slots is not None:
                    await self._use(throttle, clock, slots, process)

    async def _die(self, at_most: float) -> None:
        await asyncio.sleep(min(self._rng.expovariate(0.2), at_most))
        raise Killed

    async def _steer(self, throttle: Throttle) -> None:
        while True:
            await asyncio.sleep(self._rng.uniform(0.5, 1))
            try:
                await throttle.steer()
            except DatabaseAwayError:
                continue

    async def _use(
        self, throttle: Throttle, clock: VirtualClock, slots: Slots, process: asyncio.TaskGroup
    ) -> None:
        first = (slots.slot_at - MIDNIGHT).total_seconds()
        self.seen.booked += [first + index * slots.interval for index in range(slots.n)]
        for group in slots.parts(throttle.at_once):
            await clock.sleep_until(group.begin_at)
            took = self._late()
            await asyncio.sleep(took)
            throttle.pace.took(took)
            self.seen.group = max(self.seen.group, group.n)
            for index in range(group.n):
                process.create_task(self._call(throttle, group.slot(index)))

    async def _call(self, throttle: Throttle, slot: Slot) -> None:
        if await throttle.admit(slot):
            now = asyncio.get_running_loop().time()
            self.seen.arrivals.append(now + self._rng.uniform(0, self._trouble.network))

    def _late(self) -> float:
        luck = self._rng.random()
        if luck < 0.9:
            return min(self._rng.expovariate(1000), 0.02)
        return self._rng.uniform(0, 0.03 if luck < 0.995 else 1.0)


def _at(instant: float) -> datetime:
    return MIDNIGHT + timedelta(seconds=instant)
