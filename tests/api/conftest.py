"""A worker's surroundings: a database of its own and an emulator without a limit."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.depot import Depot
from tests.support.pdfs import Root, make_root
from tests.support.workers import Seen, Site, site
from worker.database import make_engine
from worker.emulator import Emulator, EmulatorConfig
from worker.store import Store


@pytest.fixture
async def here(database_url: str) -> AsyncIterator[Site]:
    """Yield database and emulator; workers that the test starts are stopped after it."""
    async with site(database_url) as place:
        yield place


@pytest.fixture
async def depot(database_url: str, tmp_path: Path) -> AsyncIterator[Depot]:
    """Yield files, API and database."""
    engine = make_engine(database_url, pool_size=12)
    async with Emulator(EmulatorConfig(limit=0, check_files=True)) as api:
        yield Depot(make_root(tmp_path), api, Store(engine), Seen())
    await engine.dispose()


@pytest.fixture
def root(here: Site, tmp_path: Path) -> Root:
    """Return a files root; the API takes no FileId that it did not give."""
    here.api.tuning.check_files = True
    return make_root(tmp_path)
