"""A page on the test's own database, and a browser where there is one."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, async_playwright

from tests.support.visits import ARGUMENTS, CHROMIUM

_HERE = Path(CHROMIUM).exists()


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """Yield headless Chromium; where it must be had, its absence is a failure."""
    if not _HERE:
        if os.environ.get("FLOWGROUP_REQUIRE_BROWSER"):
            pytest.fail(f"There is no {CHROMIUM}.")
        pytest.skip(f"There is no {CHROMIUM}.")
    async with async_playwright() as driver:
        found = await driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield found
        await found.close()
