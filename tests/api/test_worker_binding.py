"""Workers that do not fit the database's binding send nothing, and say so."""

import asyncio

import pytest

from tests.support.workers import Site, environ_of
from worker import events
from worker.emulator import Emulator, EmulatorConfig, KeyPair


async def _bound(here: Site) -> None:
    job_id = await here.insert()
    worker = here.start()
    await worker.seen.status(job_id, "succeeded")
    await worker.end()


async def _blocked(here: Site) -> list[str]:
    rows = await here.connection.fetch("SELECT blocked FROM flowgroup.workers")
    return [row["blocked"] for row in rows]


async def test_another_key(here: Site) -> None:
    """A worker with another key than the bound one sends nothing, and says so."""
    await _bound(here)
    job_id = await here.insert()
    worker = here.start(environ=environ_of(KeyPair.generate()))
    said = await worker.seen.wait_for(events.Blocked)

    assert "Worker.KeyMismatch" == said.code
    assert ("pending", 1) == ((await here.job(job_id))["status"], here.calls)


async def test_another_endpoint(here: Site) -> None:
    """A worker of another endpoint than the bound one sends nothing there, and says so."""
    await _bound(here)
    job_id = await here.insert()
    async with Emulator(EmulatorConfig(limit=0, keys=(here.api.key,))) as other:
        worker = here.start(endpoint=other.url)
        said = await worker.seen.wait_for(events.Blocked)
        await worker.end()

        assert "Worker.EndpointMismatch" == said.code
        assert not other.ledger.entries
    assert ("pending", 1) == ((await here.job(job_id))["status"], here.calls)


async def test_a_blocked_worker_is_shown(here: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The row of a worker that may not send says why, for people who look into the table."""
    monkeypatch.setattr("worker.presence.TICK", 0.01)
    await _bound(here)
    await here.insert()
    worker = here.start(environ=environ_of(KeyPair.generate()))
    said = await worker.seen.wait_for(events.Blocked)
    async with asyncio.timeout(10):
        while [said.reason] != await _blocked(here):
            pass

    assert "bound" in said.reason


async def test_one_account_does_not_block_the_others(
    here: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker that may not send for one account says so of that one, sends for others, and is not blocked itself."""
    monkeypatch.setattr("worker.presence.TICK", 0.01)
    here.profile("south", KeyPair.generate())
    await here.connection.execute(
        "INSERT INTO flowgroup.accounts (account, key_fingerprint, bound_at) VALUES ('south', 'old', now())"
    )
    mine = await here.insert()
    await here.insert(account="south")
    worker = here.start()
    said = await worker.seen.wait_for(events.Blocked)
    await worker.seen.status(mine, "succeeded")
    sql = "SELECT blocked, accounts ->> 'default', accounts ->> 'south' FROM flowgroup.workers"
    async with asyncio.timeout(10):
        while (None, None, said.reason) != tuple(await here.connection.fetchrow(sql)):
            pass

    assert "south" == said.account
