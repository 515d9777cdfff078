"""How late a slot may be used is what the bucket's margin leaves of a second; one in time is always used."""

import asyncio
import time
from datetime import UTC, datetime
from random import Random

import asyncpg
import pytest

from worker.clock import SystemClock
from worker.records import SlotKey
from worker.store import Store
from worker.throttle import LATENESS, Slot, Slots, Throttle

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(("margin_ms", "lateness"), [(0.5, LATENESS), (0.2, 0.002)])
async def test_the_margin_bounds_it(
    store: Store, connection: asyncpg.Connection, margin_ms: float, lateness: float
) -> None:
    """Twenty slots of the narrowest margin leave 4 ms, two of it for the way; a wider one allows the most, 5 ms."""
    throttle = Throttle(store, SystemClock(), SlotKey("key", "", "Create"), 20, Random(1))
    await throttle.steer()
    await connection.execute("UPDATE flowgroup.slots SET margin_ms = $1", margin_ms)
    slots = await throttle.reserve(1)

    assert slots is not None
    assert lateness == pytest.approx(slots.lateness)


async def test_the_lowest_limit_of_the_fleet_bounds_it(
    store: Store, connection: asyncpg.Connection
) -> None:
    """A worker of a higher limit keeps to what the one that holds leaves."""
    throttle = Throttle(store, SystemClock(), SlotKey("key", "", "Create"), 40, Random(1))
    await throttle.steer()
    await connection.execute("UPDATE flowgroup.slots SET rate_limit = 20, margin_ms = 0.2")
    slots = await throttle.reserve(1)

    assert slots is not None
    assert pytest.approx(0.002) == slots.lateness


@pytest.mark.parametrize(("interval", "lateness"), [(0.05, 0.002), (0.002, 0.02)])
def test_only_a_high_limit_spares_a_group(interval: float, lateness: float) -> None:
    """Twenty slots begun at once may be a millisecond late each where they are milliseconds apart, not else."""
    slots = Slots(NOW, 0, interval, 20, 0.03, spare=0.004)

    assert lateness == pytest.approx(slots.lateness)


class Leaping(SystemClock):
    """The machine's clock, put forward to each instant that is met."""

    def __init__(self) -> None:
        super().__init__()
        self.ahead = 0.0

    def monotonic(self) -> float:
        return time.monotonic() + self.ahead

    async def meet(self, instant: float) -> None:
        self.ahead += max(0, instant - self.monotonic())


async def test_no_slot_that_is_met_in_time_is_held_back(
    store: Store, connection: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the margin narrows, slots come a little closer together: the bucket behind them lets each pass at once."""
    clock, key = Leaping(), SlotKey("key", "", "Create")
    monkeypatch.setattr(asyncio.get_running_loop(), "time", clock.monotonic)
    throttle = Throttle(store, clock, key, 20, Random(1))
    await throttle.steer()
    assert await throttle.reserve(1)
    await connection.execute("UPDATE flowgroup.slots SET margin_ms = 0.2, next_slot = now()")
    narrow = await throttle.reserve(1)
    assert narrow
    first = clock.monotonic() + 1
    slots = (Slot(first + n * narrow.interval, LATENESS) for n in range(1000))

    assert all([await throttle.admit(slot) for slot in slots])
