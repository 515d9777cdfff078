"""A page on the test's own database, and a browser where there is one."""

import os
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import asyncpg
import pytest
from playwright.async_api import Browser, async_playwright

from tests.support.factories import insert_job
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


@pytest.fixture
async def rows(connection: asyncpg.Connection) -> dict[str, int]:
    """Insert a row of each state that deeds are done to, and the account that they are of."""
    await connection.execute(
        "INSERT INTO flowgroup.accounts (account, key_fingerprint, bound_at) VALUES ('default', 'k', now())"
    )
    old = timedelta(minutes=20)
    return {
        "pending": await insert_job(connection, batch="night"),
        "later": await insert_job(connection, batch="night"),
        "failed": await insert_job(connection, status="failed", batch="night"),
        "doubt": await insert_job(connection, status="in_doubt", batch="night", aged=old),
    }
