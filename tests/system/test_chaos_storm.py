"""The storm of `make chaos` in its short form, and its control."""

import pytest

from tests.chaos import control, storm

pytestmark = pytest.mark.system
SEED = 7


async def test_hurt_processes_issue_no_group_twice_and_lose_none() -> None:
    """SIGKILL, SIGSTOP, a database crash and spoilt answers leave no duplicate and no unexplained doubt."""
    figures = await storm.run(SEED, quick=True)

    assert [] == figures.violations


async def test_a_reaper_that_sends_again_is_seen_to_issue_groups_twice() -> None:
    """The same storm over a worker with the classic flaw shows duplicates: the checker can see them."""
    figures = await control.run(SEED, quick=True)

    assert [] == figures.violations
