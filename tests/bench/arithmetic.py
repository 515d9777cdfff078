"""What is computed from instants and samples: pure, so that it is tested like any other code."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from worker.emulator import peak

most_in_any_second = peak


def within(instants: Iterable[float], start: float, seconds: float) -> list[float]:
    """Return the instants of the half-open window that begins at start."""
    return [instant for instant in instants if start <= instant < start + seconds]


def longest_pause(instants: Iterable[float]) -> float:
    """Return the longest time between two that follow each other, 0 where there are no two."""
    return max((later - earlier for earlier, later in pairwise(sorted(instants))), default=0.0)


def used(passed: Iterable[float], start: float, seconds: float, limit: float) -> float:
    """Return the share of the limit that was used in the window, one meaning all of it."""
    return len(within(passed, start, seconds)) / (limit * seconds)


def per_second(instants: Iterable[float], start: float, seconds: int) -> list[int]:
    """Count the instants of each whole second from start on."""
    counts = [0] * seconds
    for instant in within(instants, start, seconds):
        counts[int(instant - start)] += 1
    return counts


def rate(instants: Sequence[float]) -> float:
    """Return events a second between the first and the last of them."""
    return (len(instants) - 1) / (max(instants) - min(instants))


def percentile(values: Iterable[float], share: float) -> float:
    """Return the smallest value that so large a share of them does not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -int(-share * len(ordered) // 1) - 1)]


def slope(points: Sequence[tuple[float, float]]) -> float:
    """Return the rise of y per unit of x of the line with the least squares."""
    x_mean = sum(x for x, _ in points) / len(points)
    y_mean = sum(y for _, y in points) / len(points)
    spread = sum((x - x_mean) ** 2 for x, _ in points)
    return sum((x - x_mean) * (y - y_mean) for x, y in points) / spread
