"""What stops an account burns no row: the short form of `make chaos`."""

import pytest

from tests.chaos import accounts, illness

pytestmark = pytest.mark.system


async def test_a_stopped_account_keeps_its_rows_and_goes_on() -> None:
    """Quota, credentials, one bad row: nothing else fails, and calls after the end stay below the cap."""
    figures = await accounts.run(7, quick=True)

    assert [] == figures.violations


async def test_an_ill_endpoint_burns_no_row() -> None:
    """Sixty intervals of nothing but InternalError cost sixty calls and no row, and end by themselves."""
    figures = await illness.run(7, quick=True)

    assert [] == figures.violations
