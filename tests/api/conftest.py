"""A worker's surroundings: a database of its own and an emulator without a limit."""

from collections.abc import AsyncIterator

import pytest

from tests.support.workers import Site, site


@pytest.fixture
async def here(database_url: str) -> AsyncIterator[Site]:
    """Yield database and emulator; workers that the test starts are stopped after it."""
    async with site(database_url) as place:
        yield place
