"""The database goes away, comes back as another, or belongs elsewhere: the short forms of `make chaos`."""

import pytest

from tests.chaos import binding, disk, hang, outage, unconfirmed

pytestmark = pytest.mark.system


async def test_answers_that_come_while_the_database_is_away_find_their_rows() -> None:
    """The database is away with calls on the wire: workers live, and no answered row is in doubt."""
    figures = await outage.run(7, quick=True)

    assert [] == figures.violations


async def test_a_database_that_hangs_and_rows_that_are_held_lose_nothing() -> None:
    """The server stands still for longer than a statement may take, rows on the wire are locked: all succeed."""
    figures = await hang.run(7, quick=True)

    assert [] == figures.violations


async def test_a_worker_that_ends_meanwhile_leaves_nothing_in_doubt_that_never_left() -> None:
    """An unconfirmed begin is taken back by the next worker, whether its own was stopped or killed."""
    figures = await unconfirmed.run(7, quick=True)

    assert [] == figures.violations


async def test_a_full_disk_is_told_and_stops_what_would_begin() -> None:
    """A worker that cannot keep results says so, begins nothing, loses nothing, and goes on when there is room."""
    if reason := disk.impossible():
        pytest.skip(f"a process can have no small disk of its own here: {reason}")
    figures = await disk.run(7, quick=True)

    assert [] == figures.violations


async def test_databases_and_endpoints_that_do_not_belong_together_send_nothing() -> None:
    """A restarted backup, a promoted standby, another endpoint or key: no call leaves."""
    figures = await binding.run(7, quick=True)

    assert [] == figures.violations
