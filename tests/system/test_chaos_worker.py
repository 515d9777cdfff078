"""Workers that end, by request or not, and workers with wrong clocks: the short forms of `make chaos`."""

import pytest

from tests.chaos import clocks, crash, rolling

pytestmark = pytest.mark.system


async def test_rolling_restarts_leave_nothing_in_doubt() -> None:
    """SIGTERM under load ends workers with exit code 0 and every row final."""
    figures = await rolling.run(7, quick=True)

    assert [] == figures.violations


async def test_a_killed_worker_leaves_in_doubt_only_what_was_on_the_wire() -> None:
    """SIGKILL of one of four workers leaves less than its share of a second, and status names the rows."""
    figures = await crash.run(7, quick=True)

    assert [] == figures.violations


async def test_a_worker_with_a_clock_far_off_sends_nothing_and_says_why() -> None:
    """60 seconds off does no harm; 400 seconds off refuses to send."""
    figures = await clocks.run(7, quick=True)

    assert [] == figures.violations
