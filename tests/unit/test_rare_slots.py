"""Slots that are a second and more apart: none of the time between them is wasted."""

from datetime import UTC, datetime
from itertools import pairwise
from random import Random

import pytest

from tests.support.bucket import Bucket
from worker.clock import SystemClock
from worker.records import Reservation, SlotKey
from worker.store import Store
from worker.throttle import SPREAD, Throttle


class _Clock(SystemClock):
    """Time that only moves while somebody sleeps."""

    now = 0.0

    def monotonic(self) -> float:
        return self.now

    async def sleep_until(self, instant: float) -> None:
        self.now = max(self.now, instant)


class _Shared(Store):
    """The model's bucket on that clock."""

    def __init__(self, clock: _Clock, interval: float) -> None:
        self._clock = clock
        self._bucket = Bucket(interval)

    async def reserve(
        self, key: SlotKey, n: int, lead: float, horizon: float, ahead: float | None = None
    ) -> Reservation:
        """Grant what the model does."""
        del key
        first, granted = self._bucket.reserve(self._clock.now, n, lead, horizon, ahead) or (
            self._bucket.next_slot,
            0,
        )
        interval = self._bucket.interval
        at, now = (datetime.fromtimestamp(s, UTC) for s in (first, self._clock.now))
        return Reservation(granted, at, interval, 1 / interval, ill=False, asked_at=now)


@pytest.mark.parametrize("interval", [1.0, 1.3, 2.5, 10.0])
async def test_each_is_booked_in_time(interval: float) -> None:
    """One that begins its calls half a second early gets each slot all the same, not the time after it."""
    clock = _Clock()
    throttle = Throttle(
        _Shared(clock, interval), clock, SlotKey("key", "", "Create"), 1 / interval, Random(1)
    )
    instants: list[float] = []
    while len(instants) < 20:
        if slots := await throttle.reserve(1):
            instants.append(slots.instant)
            await clock.sleep_until(slots.begin_at)

    gaps = [after - before for before, after in pairwise(instants)]
    assert all(interval - 1e-4 <= gap <= interval + SPREAD + 1e-4 for gap in gaps)
