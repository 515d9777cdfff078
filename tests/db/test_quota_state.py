"""What a quota comes to: how far it reaches and since when not, who told it, and what was there before."""

from datetime import timedelta

import asyncpg
import pytest

from migrations.steps import statements
from tests.support.databases import create_database, drop_database, with_database
from tests.support.factories import insert_attempt, insert_job
from tests.support.quotas import counts, state, tell
from tests.support.sender import Sender
from worker.schema import revisions

MINUTES = timedelta(minutes=20)


async def test_accounts_are_counted_each_by_itself(connection: asyncpg.Connection) -> None:
    """What another account issued, waits for or has in doubt is nobody else's."""
    await tell(connection, 10)
    await tell(connection, 3, "north")
    for status in ("succeeded", "pending", "in_doubt"):
        await insert_job(connection, status=status, account="north")

    assert (0, 10, 0, 0) == await counts(connection)
    north = await state(connection, "north")
    assert (2, 1, 2, 2, 1) == tuple(
        north[name] for name in ("issued", "units_left", "waiting", "in_doubt", "missing")
    )


async def test_what_it_comes_to(connection: asyncpg.Connection) -> None:
    """Where more waits than is left: how much to buy, for how many groups it holds, and till when at this pace."""
    await insert_job(connection, payload={"FlowFileInfos": [{}] * 6})
    await insert_job(connection)
    await tell(connection, 5)
    still = await state(connection)
    await connection.execute(
        "INSERT INTO flowgroup.accounts (account, key_fingerprint, bound_at) VALUES ('default', 'k', now())"
    )
    await connection.execute(
        "INSERT INTO flowgroup.workers (worker, host, pid, version, endpoint, rate_limit)"
        " VALUES ('w', 'h', 1, '0', 'e', 20)"
    )
    for n in range(3):
        await insert_attempt(connection, -1 - n, 1, outcome="created")
    moves = await state(connection)

    assert (3, False, 1) == (still["missing"], still["enough"], still["groups_left"])
    assert still["ends_at"] is None
    assert (
        timedelta()
        < moves["ends_at"] - await connection.fetchval("SELECT now()")
        <= timedelta(seconds=1)
    )


async def test_each_telling_stands_in_the_audit(connection: asyncpg.Connection) -> None:
    """Who told what and why is kept, and that it was taken away; then nothing is counted."""
    await tell(connection, 50_000)
    row = await state(connection)
    await tell(connection, None)
    audit = await connection.fetch(
        "SELECT action, account, reason, detail ->> 'units_left' AS left, actor = session_user AS mine"
        " FROM flowgroup.audit ORDER BY id"
    )

    assert (50_000, "read in the console") == (row["told"], row["reason"])
    assert row["told_by"] == await connection.fetchval("SELECT session_user")
    assert [
        ("quota", "default", "read in the console", left, True) for left in ("50000", None)
    ] == [tuple(one) for one in audit]
    assert not await connection.fetch("SELECT FROM flowgroup.quota_state")


@pytest.mark.parametrize(("account", "left"), [("*", 5), ("", 5), ("default", -1)])
async def test_what_is_no_quota_is_refused(
    connection: asyncpg.Connection, account: str, left: int
) -> None:
    """A quota is of one account, and not below nothing."""
    with pytest.raises(asyncpg.RaiseError, match="quota"):
        await tell(connection, left, account)

    assert not await connection.fetch("SELECT FROM flowgroup.audit")


async def test_it_stops_nothing(sender: Sender) -> None:
    """With nothing left by a person's word rows are begun as before: the API alone refuses."""
    await insert_job(sender.connection)
    await tell(sender.connection, 0)

    assert 1 == len(await sender.begin())


async def test_rows_from_before_the_revision_were_spent_before(server_url: str) -> None:
    """In a database that is brought up to date a quota counts from its telling, whatever was there."""
    name = await create_database(server_url, "quota")
    other = await asyncpg.connect(with_database(server_url, name))
    doubt = 0
    try:
        for revision in revisions():
            if revision == "0017":
                await insert_job(other, status="succeeded", aged=MINUTES)
                doubt = await insert_job(other, status="in_doubt", aged=MINUTES)
            for statement in statements(revision):
                await other.execute(statement.replace("\\:", ":"))
        await insert_job(other, status="succeeded")
        await tell(other, 10)
        await other.execute("SELECT flowgroup.resolve($1, 'created', 'g', NULL, 'found')", doubt)
        await insert_job(other, status="succeeded", aged=MINUTES)

        assert (2, 8, 0, 0) == await counts(other)
    finally:
        await other.close()
        await drop_database(server_url, name)
