"""The zombies of `make chaos` in their short form."""

import pytest

from tests.chaos import zombie

pytestmark = pytest.mark.system


async def test_a_worker_that_comes_back_from_the_dead_creates_nothing_twice() -> None:
    """Frozen around the moment of sending, given up, perhaps sent again: one group, and late answers are kept."""
    figures = await zombie.run(7, quick=True)

    assert [] == figures.violations
