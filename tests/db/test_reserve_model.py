"""The shared bucket's statement against its model: the same grants at any rate, margin and slowdown."""

from collections import Counter
from dataclasses import dataclass, replace
from random import Random

import pytest

from tests.support.bucket import Bucket
from tests.support.sender import Sender
from worker.records import Reservation, SlotKey
from worker.store import Store

KEY = SlotKey("key-1", "", "Create")
STEPS = 500
ROUNDING = 1e-5  # s: the row's instants have whole microseconds
_STEER = "UPDATE flowgroup.slots SET rate_limit = $1, margin_ms = $2, slowdown = $3"
_MOVE = "UPDATE flowgroup.slots SET next_slot = now() + make_interval(secs => $1)"
_NEXT = "SELECT extract(epoch FROM next_slot)::float8 FROM flowgroup.slots"


@dataclass(frozen=True)
class Asked:
    """What a worker asks of the bucket."""

    n: int
    lead: float
    horizon: float
    ahead: float

    def of(self, bucket: Bucket, at: float) -> tuple[float, int]:
        """Return what the model grants, and the first free slot where it grants none."""
        granted = bucket.reserve(at, self.n, self.lead, self.horizon, self.ahead)
        return granted or (bucket.next_slot, 0)


def drawn(rng: Random) -> Asked:
    horizon = rng.choice((0.05, 0.2, 1.0, 60.0))
    ahead = rng.choice((horizon, horizon / 2, rng.uniform(0.03, 0.3), 0.5))
    lead = rng.choice((0.0, 0.004, rng.uniform(0, 0.15), 0.5))
    return Asked(rng.choice((1, 2, 6, 50, 1_000)), lead, horizon, ahead)


async def steered(sender: Sender, rng: Random) -> float:
    """Give the row another rate, margin and slowdown; return the seconds between two slots."""
    rate = rng.choice((0.5, 5.0, 20.0, 1_000.0, rng.uniform(1, 100)))
    margin_ms = rng.choice((4.0, 10.0, 50.0, 1_000.0)) / rate
    slowdown = rng.choice((1.0, 1.05, rng.uniform(1, 2), 2.0))
    await sender.connection.execute(_STEER, rate, margin_ms, slowdown)
    return slowdown / rate + margin_ms / 1_000


async def next_slot(sender: Sender) -> float:
    instant: float = await sender.connection.fetchval(_NEXT)
    return instant


async def put_within_reach(sender: Sender, rng: Random, reach: float) -> Bucket:
    """Move the next slot now and then, and where it is further ahead than a worker could have left it."""
    now = (await sender.now()).timestamp()
    if rng.random() < 0.3 or now + reach < await next_slot(sender):
        await sender.connection.execute(_MOVE, rng.choice((-3600.0, rng.uniform(-0.1, reach))))
    return Bucket(0.0, await next_slot(sender))


def grants(bucket: Bucket, asked: Asked, got: Reservation, left: float) -> bool:
    """Say whether the model, asked in the same microsecond, grants the same and leaves the same."""
    at = got.asked_at.timestamp()
    for instant in (at, at - 2e-6, at + 2e-6):
        then = replace(bucket)
        first, granted = asked.of(then, instant)
        same = pytest.approx([first, then.next_slot], abs=ROUNDING, rel=0)
        if granted == got.granted and [got.slot_at.timestamp(), left] == same:
            return True
    return False


async def test_the_statement_is_the_model(store: Store, sender: Sender) -> None:
    """Any sequence of reservations is granted, refused and booked as the model of the bucket says."""
    rng, kinds, interval = Random(7), Counter[str](), 0.0
    await store.steer(KEY, 20)
    for step in range(STEPS):
        if step % 4 == 0:
            interval = await steered(sender, rng)
        asked = drawn(rng)
        reach = max(asked.lead, asked.horizon, asked.ahead) + interval
        bucket = replace(await put_within_reach(sender, rng, reach), interval=interval)
        got = await store.reserve(KEY, asked.n, asked.lead, asked.horizon, asked.ahead)
        left = await next_slot(sender)
        kinds["none" if not got.granted else "some" if got.granted < asked.n else "all"] += 1

        assert interval == pytest.approx(got.interval_s)
        assert grants(bucket, asked, got, left), (step, asked, interval, got)

    assert STEPS / 10 < min(kinds[kind] for kind in ("none", "some", "all"))
