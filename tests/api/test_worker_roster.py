"""Accounts that cannot be taken up at once cost the others nothing, and are taken up when they can be."""

from tests.support.workers import Site
from worker import events

PAUSE = """INSERT INTO flowgroup.accounts (account, paused_since, pause_code)
           VALUES ('default', now(), 'Worker.NoCredentials')"""
KEEP = """ALTER TABLE flowgroup.accounts ADD CONSTRAINT kept
          CHECK (account <> 'default' OR pause_code IS NOT NULL)"""
HOLD = "SELECT FROM flowgroup.accounts WHERE account = 'agency' FOR UPDATE"


async def test_a_later_account_that_cannot_be_taken_up(here: Site) -> None:
    """An account sends although the next one cannot be taken up, which sends too once it can be."""
    here.profile("agency", here.api.key)
    ours, theirs = await here.insert(account="agency"), await here.insert()
    await here.connection.execute(PAUSE)
    await here.connection.execute(KEEP)
    worker = here.start()
    away = await worker.seen.wait_for(events.DatabaseAway)
    await worker.seen.status(ours, "succeeded")

    assert ("roster", "23514") == (away.what, away.sqlstate)
    assert "pending" == (await here.job(theirs))["status"]

    await here.connection.execute("ALTER TABLE flowgroup.accounts DROP CONSTRAINT kept")
    await worker.seen.status(theirs, "succeeded")

    assert None is (await here.account())["pause_code"]


async def test_an_account_that_somebody_holds(here: Site) -> None:
    """An account without credentials holds up no other while its row is held, and pauses by name afterwards."""
    ours, theirs = await here.insert(), await here.insert(account="agency")
    await here.connection.execute("INSERT INTO flowgroup.accounts (account) VALUES ('agency')")
    async with here.connection.transaction():
        await here.connection.execute(HOLD)
        worker = here.start()
        away = await worker.seen.wait_for(events.DatabaseAway)
        await worker.seen.status(ours, "succeeded")
    said = await worker.seen.wait_for(events.AccountPaused)
    account = await here.account("agency")

    assert ("roster", "55P03") == (away.what, away.sqlstate)
    assert ("agency", "Worker.NoCredentials") == (said.account, account["pause_code"])
    assert said.reason == account["pause_reason"]
    assert "pending" == (await here.job(theirs))["status"]
