"""How late a slot may be used is what the bucket's margin leaves of a second."""

from random import Random

import asyncpg
import pytest

from worker.clock import SystemClock
from worker.records import SlotKey
from worker.store import Store
from worker.throttle import LATENESS, Throttle


@pytest.mark.parametrize(("margin_ms", "lateness"), [(0.5, LATENESS), (0.2, 0.004)])
async def test_the_margin_bounds_it(
    store: Store, connection: asyncpg.Connection, margin_ms: float, lateness: float
) -> None:
    """Twenty slots of the narrowest margin leave four milliseconds; of a wider one more, and then five are the most."""
    throttle = Throttle(store, SystemClock(), SlotKey("key", "", "Create"), 20, Random(1))
    await throttle.steer()
    await connection.execute("UPDATE flowgroup.slots SET margin_ms = $1", margin_ms)
    slots = await throttle.reserve(1)

    assert slots is not None
    assert lateness == pytest.approx(slots.lateness)
