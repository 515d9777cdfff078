"""How often a worker asks the database: not for every ring, nor for every account, nor for the rows of others."""

from collections.abc import AsyncIterator

import pytest

from tests.support.counting import counted
from tests.support.workers import Site, site
from worker.emulator import EmulatorConfig, Fault, KeyPair

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


@pytest.fixture
def called_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nobody look again within the test unless a ring calls for it."""
    for pause in ("dispatch.POLL", "prepare.LOOK", "app.ROSTER"):
        monkeypatch.setattr(f"worker.{pause}", 3600)


@pytest.mark.usefixtures("called_for")
async def test_rings_for_nothing(here: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever looked for a ring in vain rests: a hundred more rings meanwhile cost no statement."""
    for rest in ("dispatch.REST", "prepare.RUNG", "app.REST"):
        monkeypatch.setattr(f"worker.{rest}", 3600, raising=False)
    later = await here.connection.fetchval(LATER)
    job_ids = [await here.insert(account=account) for account in ("default", "branch")]
    worker = here.start()
    await worker.seen.over(job_ids)
    await here.listening()
    asked = counted(monkeypatch)
    for _ in range(100):
        await here.insert(run_after=later)
    await worker.end()

    assert 10 >= max(asked[name] for name in ("due", "gate", "files_line", "accounts"))


@pytest.mark.usefixtures("called_for")
async def test_rows_that_return(here: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A row that waits again wakes those who serve its account, and nobody else."""
    monkeypatch.setattr("worker.dispatch.REST", 0, raising=False)
    monkeypatch.setattr("worker.prepare.RUNG", 0, raising=False)
    job_ids = [await here.insert(account=account) for account in ("default", "branch")]
    worker = here.start()
    await worker.seen.over(job_ids)
    await here.listening()
    here.api.faults.add(Fault(name="code:RequestLimitExceeded", times=10))
    asked = counted(monkeypatch, of="default")
    again = await here.insert(account="branch")
    await worker.seen.status(again, "succeeded")

    assert 11 == len(await here.outcomes(again))
    assert 4 >= max(asked[name] for name in ("due", "gate", "files_line"))


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
