"""What the benchmark computes from instants and samples."""

import math
from random import Random

import pytest

from tests.bench.arithmetic import (
    longest_pause,
    most_in_any_second,
    per_second,
    percentile,
    rate,
    slope,
    used,
    within,
)
from tests.bench.figure import Figure, at_least, at_most


def test_most_in_any_second() -> None:
    """The busiest second may begin anywhere, and does not hold its own end."""
    assert 3 == most_in_any_second([0.0, 0.9, 1.2, 1.89, 3.0])
    assert 1 == most_in_any_second([2.0, 1.0, 0.0])


def test_a_slot_every_interval_is_never_more_than_the_limit() -> None:
    """Arrivals 50.5 ms apart are twenty in a second at most; a single early one makes them 21."""
    instants = [0.0505 * n for n in range(200)]

    assert 20 == most_in_any_second(instants)
    assert 21 == most_in_any_second([*instants, 3.001])


def test_used() -> None:
    """The share of the limit counts the window alone, its start included and its end not."""
    instants = [0.5, 1.0, 1.5, 2.0, 2.9, 3.0]

    assert [1.0, 1.5, 2.0, 2.9] == within(instants, 1.0, 2.0)
    assert math.isclose(0.5, used(instants, 1.0, 2.0, 4))


def test_per_second() -> None:
    """Each second has a count of its own, also an empty one."""
    assert [2, 0, 1] == per_second([9.9, 10.0, 10.5, 12.0, 13.0], 10.0, 3)


def test_longest_pause() -> None:
    """Instants may come in any order; one alone has no pause."""
    assert 2.5 == longest_pause([5.0, 1.0, 2.5])
    assert 0 == longest_pause([1.0])


def test_rate() -> None:
    """A rate is counted between the first and the last, in whatever order they come."""
    assert math.isclose(2.0, rate([1.5, 0.0, 0.5, 1.0]))


@pytest.mark.parametrize(("share", "expected"), [(0.5, 50), (0.99, 99), (1.0, 100), (0.001, 1)])
def test_percentile(share: float, expected: int) -> None:
    """A percentile is one of the values, and so many of them do not exceed it."""
    values = [float(n) for n in range(100, 0, -1)]

    assert expected == percentile(values, share)


def test_slope() -> None:
    """The slope is that of the line below the noise, whatever the unit's zero is."""
    noise = Random(1)
    points = [(1e6 + x / 60, 80 + 3 * x / 60 + noise.uniform(-0.5, 0.5)) for x in range(600)]

    assert math.isclose(3, slope(points), abs_tol=0.05)
    assert math.isclose(0, slope([(0, 5), (1, 5), (2, 5)]))


def test_goals() -> None:
    """A goal's own bound is good enough; a figure without a goal is neither good nor bad."""
    assert Figure("", 0.99, "%", at_least(0.99)).met
    assert Figure("", 20, "", at_most(20)).met
    assert Figure("", 0.9899, "%", at_least(0.99)).met is False
    assert Figure("", 21, "", at_most(20)).met is False
    assert Figure("", 21).met is None


def test_cells() -> None:
    """A line of the table names value, goal and verdict in the figure's unit."""
    figure = Figure("used", 0.9876, "%", at_least(0.99), "3 min")

    assert ("used", "98.76 %", "≥ 99 %", "NO", "3 min") == figure.cells()
