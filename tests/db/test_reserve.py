"""The shared bucket: which instants it grants, at whose limit, and in illness."""

import asyncio
from datetime import datetime
from itertools import pairwise

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.support.sender import Sender
from worker.records import SlotKey, Worker
from worker.store import Store, statement

KEY = SlotKey("key-1", "", "Create")
FAR = 3600.0
INTERVAL = 0.0505  # s: 20 a second with the first margin


@pytest.fixture
async def bucket(store: Store) -> Store:
    """Return a store whose bucket gives 20 slots a second."""
    await store.steer(KEY, 20, lost=0, refused=0)
    return store


async def slots(store: Store, n: int) -> list[datetime]:
    return [(await store.reserve(KEY, 1, 0, FAR)).slot_at for _ in range(n)]


def gaps(instants: list[datetime]) -> list[float]:
    ordered = sorted(instants)
    return [(b - a).total_seconds() for a, b in pairwise(ordered)]


async def test_slots_are_spaced(bucket: Store) -> None:
    """Slots follow each other by 1/limit and the margin."""
    assert [INTERVAL] * 9 == pytest.approx(gaps(await slots(bucket, 10)), abs=2e-6)


async def test_racing_reservers_share(bucket: Store) -> None:
    """However many ask at once, no two get instants closer than the interval."""
    shares = await asyncio.gather(*(slots(bucket, 20) for _ in range(8)))
    instants = [instant for share in shares for instant in share]

    assert [INTERVAL] * 159 == pytest.approx(gaps(instants), abs=2e-6)


async def test_a_batch_takes_consecutive_slots(bucket: Store) -> None:
    """A reservation of n slots holds the next n: the one after it starts behind them."""
    first = await bucket.reserve(KEY, 7, 0, FAR)
    second = await bucket.reserve(KEY, 1, 0, FAR)

    assert (7, 1) == (first.granted, second.granted)
    assert 7 * INTERVAL == pytest.approx((second.slot_at - first.slot_at).total_seconds(), abs=1e-5)
    assert INTERVAL == pytest.approx(first.interval_s)


async def test_idle_time_is_not_saved(bucket: Store, sender: Sender) -> None:
    """After idle hours the first slot is now and the second a whole interval later."""
    await sender.connection.execute("UPDATE flowgroup.slots SET next_slot = now() - interval '1h'")
    now = await sender.now()
    instants = await slots(bucket, 3)

    assert now <= instants[0]
    assert [INTERVAL] * 2 == pytest.approx(gaps(instants), abs=2e-6)


async def test_an_idle_bucket_gives_time(bucket: Store, sender: Sender) -> None:
    """The first slot after idle time is the asked lead ahead, so that it can be met."""
    now = await sender.now()
    ahead = ((await bucket.reserve(KEY, 1, 60, FAR)).slot_at - now).total_seconds()

    assert 60 <= ahead < 90


async def test_a_batch_ends_at_the_horizon(bucket: Store) -> None:
    """Of many wanted slots those within the horizon are taken, and the last one is the last before it."""
    got = await bucket.reserve(KEY, 50, 0.005, 0.2)

    assert 4 == got.granted
    assert 0 == (await bucket.reserve(KEY, 50, 0.005, 0.1)).granted


async def test_the_horizon_is_kept(bucket: Store, sender: Sender) -> None:
    """Nobody books further ahead than the horizon, and the answer tells the first free instant."""
    await sender.connection.execute("UPDATE flowgroup.slots SET next_slot = now() + interval '1s'")
    next_slot = await sender.connection.fetchval("SELECT next_slot FROM flowgroup.slots")

    refused = await bucket.reserve(KEY, 1, 0, 0.2)

    assert 0 == refused.granted
    assert next_slot == refused.slot_at
    assert next_slot == await sender.connection.fetchval("SELECT next_slot FROM flowgroup.slots")


@pytest.mark.parametrize("back", [3, 60, 86_400])
async def test_a_clock_that_was_set_back_is_not_waited_for(
    bucket: Store, sender: Sender, back: float
) -> None:
    """A first slot further ahead than any grant was granted before: the next is behind what it may still send."""
    await sender.connection.execute(
        "UPDATE flowgroup.slots SET next_slot = now() + make_interval(secs => $1)", back
    )
    now = await sender.now()

    first, second = [await bucket.reserve(KEY, 3, 0.03, 0.2, ahead) for ahead in (0.08, 1.5)]

    assert (1, 1) == (first.granted, second.granted)
    assert 1 + INTERVAL <= (first.slot_at - now).total_seconds() < back
    assert INTERVAL == pytest.approx((second.slot_at - first.slot_at).total_seconds(), abs=2e-6)


async def test_a_slot_of_a_low_limit_is_no_clock_that_was_set_back(
    store: Store,
) -> None:
    """At a limit of one in ten seconds the next slot is that far ahead, and is waited for."""
    await store.steer(KEY, 0.1)
    first = await store.reserve(KEY, 1, 0.5, 0.2, 0.5)

    assert (1, 0) == (first.granted, (await store.reserve(KEY, 1, 0.5, 0.2, 0.5)).granted)


@pytest.mark.parametrize("limit", [0.1, 20, 1_000, 7_000, 70_000, 300_000, 1_000_000])
async def test_no_limit_is_exceeded(store: Store, limit: float) -> None:
    """At any limit ten milliseconds' worth of slots takes no less time than it must."""
    await store.steer(KEY, limit, lost=0, refused=0)
    n = max(1, round(limit / 100))
    first = await store.reserve(KEY, n, 0, 1e6)
    second = await store.reserve(KEY, n, 0, 1e6)

    assert n / limit <= (second.slot_at - first.slot_at).total_seconds() + 1e-6


async def test_the_lowest_live_limit_holds(bucket: Store, sender: Sender) -> None:
    """Where workers' limits differ the lowest of the live ones holds, and a dead one's is forgotten."""

    async def limit_after_steering() -> float:
        await bucket.steer(KEY, 20, lost=1, refused=0)
        limit: float = await sender.connection.fetchval("SELECT rate_limit FROM flowgroup.slots")
        return limit

    await bucket.heartbeat(Worker("slow", "host", 1, "0", "api.test", 5.0), 0, None)
    await bucket.heartbeat(Worker("fast", "host", 2, "0", "api.test", 50.0), 0, None)
    lowest = await limit_after_steering()
    await sender.connection.execute(
        "UPDATE flowgroup.workers SET last_seen = now() - interval '1 minute' WHERE worker = 'slow'"
    )
    without = await limit_after_steering()

    assert (5, 20) == (lowest, without)
    assert 2 == await sender.connection.fetchval("SELECT lost FROM flowgroup.slots")


async def test_an_ill_endpoint_gets_one_slot_in_ten_seconds(bucket: Store) -> None:
    """While the endpoint is ill slots are ten seconds apart."""
    await bucket.mark_ill(KEY)

    assert [10] * 3 == pytest.approx(gaps(await slots(bucket, 4)), abs=1e-5)


async def test_a_well_endpoint_has_its_rate_again(bucket: Store) -> None:
    """Once well, slots go on by the limit, and none comes closer than that to one granted before."""
    await bucket.mark_ill(KEY)
    granted = await slots(bucket, 1)
    await bucket.mark_well(KEY)

    assert [INTERVAL] * 3 == pytest.approx(gaps(granted + await slots(bucket, 3)), abs=1e-5)


async def test_an_endpoint_that_was_ill_for_a_moment(bucket: Store) -> None:
    """Well at once, it gets no slot among those that were granted before it was ill."""
    granted = await slots(bucket, 4)
    await bucket.mark_ill(KEY)
    await bucket.mark_well(KEY)

    assert min(gaps(granted + await slots(bucket, 3))) >= INTERVAL - 1e-5


@pytest.mark.usefixtures("bucket")
@pytest.mark.parametrize("name", ["reserve", "steer"])
async def test_its_commit_is_not_waited_for(engine: AsyncEngine, name: str) -> None:
    """The bucket's own statements let their commit go without a flush; it is lost only with what it forgot."""
    counts = {
        "n": 1,
        "ahead": FAR,
        "lead": 0,
        "horizon": FAR,
        "rate_limit": 20,
        "sent": 0,
        "lost": 0,
        "refused": 0,
    }
    setting = "SELECT current_setting('synchronous_commit')"
    transacted = engine.execution_options(isolation_level="READ COMMITTED")
    async with transacted.begin() as connection:
        await connection.execute(statement(name), {**KEY.parameters(), **counts})

        assert "off" == (await connection.execute(text(setting))).scalar_one()
