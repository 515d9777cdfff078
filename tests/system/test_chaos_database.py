"""The database goes away, comes back as another, or belongs elsewhere: the short forms of `make chaos`."""

import pytest

from tests.chaos import binding, outage

pytestmark = pytest.mark.system


async def test_answers_that_come_while_the_database_is_away_find_their_rows() -> None:
    """The database is away with calls on the wire: workers live, and no answered row is in doubt."""
    figures = await outage.run(7, quick=True)

    assert [] == figures.violations


async def test_databases_and_endpoints_that_do_not_belong_together_send_nothing() -> None:
    """A restarted backup, a promoted standby, another endpoint or key: no call leaves."""
    figures = await binding.run(7, quick=True)

    assert [] == figures.violations
