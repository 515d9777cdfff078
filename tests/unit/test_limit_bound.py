"""However late, wrong or dead workers are: no window sees more arrivals than the limiter's bound."""

import math
from itertools import pairwise
from random import Random

import pytest

from tests.support.bucket import Bucket
from worker.pace import IDLE_LEAD
from worker.throttle import HORIZON, LATENESS

SEQUENCES = 10_000
WINDOW = 1.0


def arrivals(
    rng: Random, interval: float, skew: float, network: float, steered: float = 1.0
) -> list[float]:
    """Let a few workers with wrong clocks book, oversleep, die and send for a while; steering slows them at times."""
    bucket = Bucket(interval)
    offsets = [rng.uniform(0, skew) for _ in range(rng.randint(1, 16))]
    now, seen = 0.0, []
    while now < 2.5 * WINDOW:
        now += rng.choice((0.0, interval / 3, interval, 0.3 * (rng.random() < 0.02)))
        if rng.random() < 0.1:
            bucket.interval = interval * rng.uniform(1, steered)
        n = rng.choice((1, 1, 1, 2, 5))
        booked = bucket.reserve(now, n, IDLE_LEAD, HORIZON)
        if booked is None:
            now += interval / 2
            continue
        first, granted = booked
        if rng.random() < 0.01:
            continue  # the worker died with its slots
        offset = rng.choice(offsets)
        for index in range(granted):
            late = rng.expovariate(1000) if rng.random() < 0.95 else rng.uniform(0, 0.05)
            if late <= LATENESS:
                at = first + index * bucket.interval
                seen.append(at + offset + late + rng.uniform(0, network))
    return sorted(seen)


def most_in_a_window(instants: list[float]) -> int:
    """Return the highest count in any sliding window."""
    most, start = 0, 0
    for end, instant in enumerate(instants):
        while instants[start] <= instant - WINDOW:
            start += 1
        most = max(most, end - start + 1)
    return most


@pytest.mark.timeout(120)
def test_no_window_exceeds_the_bound() -> None:
    """Arrivals in any window W with total jitter J are at most ceil((W + J) / interval), the least of them."""
    worst = 0.0
    for seed in range(SEQUENCES):
        rng = Random(seed)
        interval = rng.choice((0.0505, 0.0502, 0.0105, 0.2))
        skew, network = rng.choice((0.0, 0.004)), rng.choice((0.0, 0.02))
        seen = arrivals(rng, interval, skew, network, steered=rng.choice((1.0, 1.01, 2.0)))
        bound = math.ceil((WINDOW + LATENESS + skew + network) / interval)
        most = most_in_a_window(seen)
        worst = max(worst, most / bound)

        assert most <= bound, f"seed {seed}: {most} arrivals, bound {bound}"

    assert 0.9 < worst  # the sequences come near the bound, so the test can fail


def test_the_first_margin_holds_the_limit_on_loopback() -> None:
    """At 20 a second with the first margin and no jitter but our own, 20 is never exceeded."""
    most = [
        most_in_a_window(arrivals(Random(seed), 0.0505, skew=0.0, network=0.0))
        for seed in range(1_000)
    ]

    assert 20 == max(most)


def test_without_a_margin_it_is_exceeded() -> None:
    """At exactly 1/limit the same workers put 21 into some second: the margin is needed."""
    most = [
        most_in_a_window(arrivals(Random(seed), 0.05, skew=0.0, network=0.0)) for seed in range(500)
    ]

    assert 20 < max(most)


def test_idle_time_is_no_burst() -> None:
    """Slots after an idle hour are spaced like any others."""
    bucket = Bucket(0.0505)
    slots = [(bucket.reserve(3600.0, 1, IDLE_LEAD, 10.0) or (0.0, 0))[0] for _ in range(30)]

    assert [0.0505] * 29 == pytest.approx([b - a for a, b in pairwise(slots)])
