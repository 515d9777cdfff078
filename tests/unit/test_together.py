"""How many slots are begun together: by their interval, and by what a begin lately took."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from worker.clock import SystemClock
from worker.records import Reservation, SlotKey
from worker.store import Store
from worker.throttle import MOST_TOGETHER, Throttle

ONE_BY_ONE = 1
NOW = datetime(2026, 1, 1, tzinfo=UTC)


class _Bucket(Store):
    """A bucket with a slot at once, and the next after an interval."""

    def __init__(self, interval: float) -> None:
        self._interval = interval

    async def reserve(
        self, key: SlotKey, n: int, lead: float, horizon: float, ahead: float | None = None
    ) -> Reservation:
        """Grant what is asked."""
        del key, horizon, ahead
        return Reservation(
            n,
            NOW + timedelta(seconds=lead),
            self._interval,
            1 / self._interval,
            ill=False,
            asked_at=NOW,
        )


async def _throttle(rate: float, begin_s: float) -> Throttle:
    throttle = Throttle(
        _Bucket(1 / rate), SystemClock(), SlotKey("key", "", "Create"), rate, Random(1)
    )
    await throttle.reserve(1)
    throttle.pace.took(begin_s)
    return throttle


@pytest.mark.parametrize(
    ("rate", "begin_s", "together"),
    [
        (20, 0.005, ONE_BY_ONE),
        (20, 0.1, 3),
        (1_000, 0.005, 10),
        (1_000, 0.1, 125),
        (1_000_000, 0.02, MOST_TOGETHER),
        (1_000_000, 0.1, 500),
    ],
)
async def test_as_many_as_help(rate: float, begin_s: float, together: int) -> None:
    """Slots within ten milliseconds or within one begin; without a limit some hundred, of a slow database more."""
    throttle = await _throttle(rate, begin_s)

    assert together == throttle.at_once


async def test_the_first_slot_is_taken_alone() -> None:
    """Before the bucket has told its interval, one row is begun."""
    throttle = Throttle(
        _Bucket(0.001), SystemClock(), SlotKey("key", "", "Create"), 1_000, Random(1)
    )

    assert ONE_BY_ONE == throttle.at_once
