"""How often a worker asks the database: not for every account."""

from collections.abc import AsyncIterator

import pytest

from tests.support.counting import counted
from tests.support.workers import Site, site
from worker.emulator import EmulatorConfig, KeyPair

IDLE = [f"branch{n}" for n in range(20)]
LATER = "SELECT now() + interval '1 hour'"
PAUSE = "SELECT flowgroup.pause($1, NULL, 'closing')"


@pytest.fixture
async def here(database_url: str) -> AsyncIterator[Site]:
    """Yield a site whose accounts `default` and `branch` have a key each."""
    keys = KeyPair.generate(), KeyPair.generate()
    async with site(database_url, EmulatorConfig(limit=0, keys=keys)) as place:
        place.profile("branch", keys[1])
        yield place


@pytest.mark.parametrize("how", ["empty", "paused"])
async def test_idle_accounts(here: Site, monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    """Beside twenty accounts of its key that send nothing, a busy one needs one look for a reservation, not twenty."""
    later = await here.connection.fetchval(LATER)
    for account in IDLE:
        here.profile(account, here.api.key)
        await here.insert(account=account, **({"run_after": later} if how == "empty" else {}))
        if how == "paused":
            await here.connection.execute(PAUSE, account)
    job_ids = [await here.insert() for _ in range(40)]
    asked = counted(monkeypatch)
    worker = here.start(rate_limit=50)
    await worker.seen.over(job_ids)
    looks, reservations = asked["due"], asked["reserve"]

    assert looks <= 2 * reservations
    assert {"pending": 20, "succeeded": 40} == await here.statuses()
