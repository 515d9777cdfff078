"""Quotas: what a person told is counted down by what was issued since, whatever happens to the rows meanwhile."""

import asyncio
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from migrations.steps import statements
from tests.support.databases import create_database, drop_database, with_database
from tests.support.factories import insert_attempt, insert_job
from tests.support.sender import Sender, report
from tests.support.tallying import add_up
from worker.records import Report
from worker.schema import revisions

MINUTES = timedelta(minutes=20)
TELL = "SELECT flowgroup.set_quota($1, $2, $3)"
STATE = "SELECT * FROM flowgroup.quota_state WHERE account = $1"


async def tell(connection: asyncpg.Connection, left: int | None, account: str = "default") -> None:
    await connection.execute(TELL, account, left, "read in the console")


async def state(connection: asyncpg.Connection, account: str = "default") -> asyncpg.Record:
    row = await connection.fetchrow(STATE, account)

    assert row
    return row


async def counts(connection: asyncpg.Connection) -> tuple[int, int, int, int]:
    """Return what was issued since, what is left, what is open, and what is in doubt."""
    row = await state(connection)
    return row["issued"], row["units_left"], row["waiting"], row["in_doubt"]


async def test_it_counts_from_where_it_was_told(sender: Sender) -> None:
    """Groups of before are in the told figure; each contract of a group created since takes one unit."""
    await insert_job(sender.connection, status="succeeded", aged=MINUTES)
    await tell(sender.connection, 10)
    for _ in range(2):
        await insert_job(sender.connection)

    assert (0, 10, 4, 0) == await counts(sender.connection)

    attempt = await sender.begin_one()

    assert (0, 10, 4, 0) == await counts(sender.connection)

    await sender.report((attempt.job_id, attempt.attempt_no, attempt.token), "created")

    assert (2, 8, 2, 0) == await counts(sender.connection)

    await add_up(sender.connection)

    assert (2, 8, 2, 0) == await counts(sender.connection)


@pytest.mark.parametrize("outcome", ["refused", "transient", "throttled", "not_sent"])
async def test_what_created_nothing_spends_nothing(sender: Sender, outcome: Any) -> None:  # noqa: ANN401 - an outcome
    """A call that ended otherwise leaves what is left as it was."""
    await insert_job(sender.connection)
    await tell(sender.connection, 10)
    attempt = await sender.begin_one()
    await sender.report((attempt.job_id, attempt.attempt_no, attempt.token), outcome)

    assert (0, 10) == (await counts(sender.connection))[:2]


@pytest.mark.parametrize("way", ["late report", "resolve", "not created"])
async def test_doubts_since_are_told_apart(sender: Sender, way: str) -> None:
    """Contracts in doubt may have spent a unit: beside the count until they are settled, then in it or in nothing."""
    job = await insert_job(sender.connection)
    await tell(sender.connection, 10)
    attempt = await sender.begin_one()
    key = (attempt.job_id, attempt.attempt_no, attempt.token)
    await sender.report(key, "in_doubt")

    assert (0, 10, 0, 2) == await counts(sender.connection)

    await settle(sender, job, way)

    spent = 0 if way == "not created" else 2
    assert (spent, 10 - spent, 0, 0) == await counts(sender.connection)
    await add_up(sender.connection)
    assert (spent, 10 - spent, 0, 0) == await counts(sender.connection)


@pytest.mark.parametrize("way", ["late report", "resolve", "not created"])
async def test_doubts_of_before_were_in_the_told_figure(sender: Sender, way: str) -> None:
    """The console had counted what a call of before created, whenever that turns out."""
    job = await insert_job(sender.connection, status="in_doubt", aged=MINUTES)
    await tell(sender.connection, 10)

    assert (0, 10, 0, 0) == await counts(sender.connection)

    await settle(sender, job, way)

    assert (0, 10, 0, 0) == await counts(sender.connection)


async def test_a_doubt_of_before_that_is_sent_again_counts(sender: Sender) -> None:
    """Another attempt of such a row spends its own units."""
    job = await insert_job(sender.connection, status="in_doubt", aged=MINUTES)
    await tell(sender.connection, 10)
    await settle(sender, job, "not created")
    await sender.connection.execute("SELECT flowgroup.retry($1, 'again')", job)
    attempt = await sender.begin_one()
    await sender.report((job, attempt.attempt_no, attempt.token), "in_doubt")

    assert (0, 10, 0, 2) == await counts(sender.connection)

    await sender.report((job, attempt.attempt_no, attempt.token), "created")

    assert (2, 8, 0, 0) == await counts(sender.connection)


async def settle(sender: Sender, job: int, way: str) -> None:
    """Settle a row in doubt: by its own late answer, or by a person's word."""
    if way == "late report":
        await sender.report(await sender.key(job), "created")
    elif way == "resolve":
        await sender.connection.execute(
            "SELECT flowgroup.resolve($1, 'created', 'g', NULL, 'found')", job
        )
    else:
        await sender.connection.execute(
            "UPDATE flowgroup.attempts SET signed_at = now() - interval '1 hour' WHERE job_id = $1",
            job,
        )
        await sender.connection.execute(
            "SELECT flowgroup.resolve($1, 'not_created', NULL, NULL, 'not there')", job
        )


async def test_a_second_group_spends_again(sender: Sender) -> None:
    """A row that was created twice took its units twice."""
    job = await insert_job(sender.connection, status="succeeded", attempt_no=2)
    await sender.reopen(job, 1)
    await tell(sender.connection, 10)
    await sender.report(await sender.key(job, 1), "created", flow_group_id="group-2")

    assert (2, 8, 0, 0) == await counts(sender.connection)


async def test_rows_that_are_pruned_or_taken_away_stay_spent(sender: Sender) -> None:
    """A digest, a DELETE and a TRUNCATE of rows, of before and since, change nothing of what was issued."""
    connection = sender.connection
    doubt = await insert_job(connection, status="in_doubt", aged=MINUTES)
    rows = [await insert_job(connection, status="succeeded", aged=MINUTES)]
    await tell(connection, 10)
    await settle(sender, doubt, "resolve")
    rows += [await insert_job(connection, status="succeeded") for _ in range(2)]
    twice = await insert_job(connection, status="succeeded", second_groups=["g2"])
    await connection.execute(
        "UPDATE flowgroup.jobs SET payload = flowgroup.digest(payload, contracts, true), pruned_at = now()"
    )

    assert (8, 2) == (await counts(connection))[:2]

    await connection.execute(
        "DELETE FROM flowgroup.jobs WHERE id = ANY ($1)", [doubt, twice, *rows[:2]]
    )

    assert (8, 2) == (await counts(connection))[:2]

    await connection.execute("TRUNCATE flowgroup.jobs")

    assert (8, 2) == (await counts(connection))[:2]

    await insert_job(connection, status="succeeded")
    await add_up(connection)

    assert (10, 0) == (await counts(connection))[:2]


async def test_finishes_at_the_same_moment_are_counted_once(
    sender: Sender, database_url: str
) -> None:
    """Told while calls end on other connections, a quota counts each of them either before or since."""
    for _ in range(60):
        await insert_job(sender.connection)
    begun = await sender.begin(60)
    other = await asyncpg.connect(database_url)

    async def finish(reports: list[Report]) -> None:
        for one in reports:
            await sender.store.finish([one])

    reports = [report((a.job_id, a.attempt_no, a.token), "created") for a in begun]
    told: list[tuple[int, int]] = []

    async def tell_meanwhile() -> None:
        for _ in range(20):
            before = await done(other)
            await tell(other, 1000)
            told.append((before, (await state(other))["issued"]))

    await asyncio.gather(finish(reports[:30]), finish(reports[30:]), tell_meanwhile())
    before = await done(other)
    issued = (await state(other))["issued"]
    base = await other.fetchval("SELECT spent_before FROM flowgroup.quotas")
    await other.close()

    assert 60 == len(begun)
    assert (120, 120) == (before, base + issued)
    assert all(since <= 120 - before for before, since in told)


async def done(connection: asyncpg.Connection) -> int:
    """Count by hand."""
    units: int = await connection.fetchval(
        "SELECT coalesce(sum(contracts), 0) FROM flowgroup.jobs WHERE status = 'succeeded'"
    )
    return units


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


async def test_since_when_it_falls_short(sender: Sender) -> None:
    """Noted when it is told, or within a minute after more was enqueued; over when it suffices again."""
    connection = sender.connection
    await insert_job(connection)
    await tell(connection, 2)
    enough = await state(connection)
    await insert_job(connection)
    await sender.store.roll_up()
    early = await state(connection)
    await connection.execute("UPDATE flowgroup.quotas SET looked_at = looked_at - interval '1 min'")
    await sender.store.roll_up()
    noted = await state(connection)
    await tell(connection, 3)
    still = await state(connection)
    await tell(connection, 4)
    over = await state(connection)

    assert (True, None) == (enough["enough"], enough["short_since"])
    assert (False, None) == (early["enough"], early["short_since"])
    assert noted["short_since"] is not None
    assert noted["short_since"] == still["short_since"]
    assert (True, None) == (over["enough"], over["short_since"])


async def test_nobody_waits_for_the_note(connection: asyncpg.Connection, database_url: str) -> None:
    """A person who tells a quota and does not commit holds up no worker."""
    await tell(connection, 2)
    await connection.execute("UPDATE flowgroup.quotas SET looked_at = '-infinity'")
    other = await asyncpg.connect(database_url)
    async with other.transaction():
        await tell(other, 3)
        await connection.execute("SET lock_timeout = '1s'")
        await connection.execute("SELECT flowgroup.note_quotas()")
    await other.close()

    assert 3 == (await state(connection))["told"]


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
        await connection.execute(TELL, account, left, "x")

    assert not await connection.fetch("SELECT FROM flowgroup.audit")


async def test_it_stops_nothing(sender: Sender) -> None:
    """With nothing left by a person's word rows are begun as before: the API alone refuses."""
    await insert_job(sender.connection)
    await tell(sender.connection, 0)

    assert 1 == len(await sender.begin())


async def test_begin_and_finish_write_no_quota(sender: Sender) -> None:
    """The way of a row to its end leaves the line of its account's quota alone."""
    await insert_job(sender.connection)
    await tell(sender.connection, 10)
    written = "SELECT xmin::text, ctid::text FROM flowgroup.quotas"
    before = await sender.connection.fetchrow(written)
    attempt = await sender.begin_one()
    await sender.report((attempt.job_id, attempt.attempt_no, attempt.token), "created")

    assert before == await sender.connection.fetchrow(written)
    assert 8 == (await state(sender.connection))["units_left"]


async def test_rows_from_before_the_revision_were_spent_before(server_url: str) -> None:
    """In a database that is brought up to date a quota counts from its telling, whatever was there."""
    name = await create_database(server_url, "quota")
    other = await asyncpg.connect(with_database(server_url, name))
    doubt = 0
    try:
        for revision in revisions():
            if revision == "0018":
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
