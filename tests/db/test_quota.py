"""Quotas: what a person told is counted down by what was issued since, whatever happens to the rows meanwhile."""

import asyncio
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from tests.support.factories import insert_job
from tests.support.quotas import counts, state, tell
from tests.support.sender import Sender, report
from tests.support.tallying import add_up
from worker.records import Report

MINUTES = timedelta(minutes=20)


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
