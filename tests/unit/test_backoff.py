"""Back-off: bounds, jitter, no overflow."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.backoff import delay


class _Highest(Random):
    """Always draws the upper bound."""

    def uniform(self, a: float, b: float) -> float:
        """Return the upper bound."""
        return max(a, b)


@pytest.mark.parametrize(
    ("tries", "bound"), [(0, 1), (1, 1), (2, 2), (3, 4), (9, 256), (10, 300), (10**9, 300)]
)
def test_the_bound_doubles_up_to_the_cap(tries: int, bound: float) -> None:
    """The upper bound starts at the base, doubles with each try, and stops at the cap."""
    assert bound == delay(tries, 1, 300, _Highest())


@given(
    tries=st.integers(),
    base=st.floats(0, 1e9),
    cap=st.floats(0, 1e9),
    rng=st.randoms(use_true_random=False),
)
def test_a_delay_is_never_negative_nor_above_the_cap(
    tries: int, base: float, cap: float, rng: Random
) -> None:
    """Whatever the numbers, the delay lies between zero and the cap."""
    assert 0 <= delay(tries, base, cap, rng) <= cap


def test_the_jitter_is_full() -> None:
    """Delays of one try spread over the whole range, not around its upper end."""
    rng = Random(7)
    drawn = [delay(5, 1, 300, rng) for _ in range(1000)]

    assert min(drawn) < 1
    assert max(drawn) > 15
    assert 7 < sum(drawn) / len(drawn) < 9
