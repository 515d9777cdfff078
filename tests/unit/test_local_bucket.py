"""The second line behind the shared slots: what it holds back for too long is not sent late."""

import asyncio
from random import Random

from sqlalchemy.ext.asyncio import create_async_engine

from worker.clock import SystemClock
from worker.records import SlotKey
from worker.store import Store
from worker.throttle import Slot, Throttle

RATE = 10.0
BURST = 2


async def test_a_call_held_back_is_dropped() -> None:
    """Of many calls for one instant few pass, soon after it; the others are told that they missed it."""
    clock = SystemClock()
    store = Store(create_async_engine("postgresql+asyncpg://"))
    throttle = Throttle(store, clock, SlotKey("key", "", "Create"), RATE, Random(1))
    slot = Slot(clock.monotonic(), 1.0)
    admitted = await asyncio.gather(*(throttle.admit(slot) for _ in range(8)))
    passed = clock.monotonic() - slot.instant

    assert BURST <= sum(admitted) <= BURST + 1
    assert 2 / RATE > passed
