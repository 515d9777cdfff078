"""A creation is never lost, however late it is known and whichever attempt it was."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest

from tests.support.factories import insert_attempt, insert_job
from tests.support.sender import Sender, report
from worker.records import OutcomeName

LONG_AGO = timedelta(hours=1)


async def two_open(sender: Sender, status: str, aged: timedelta = timedelta()) -> int:
    """Make a job at its second attempt whose first one never reported."""
    job_id = await insert_job(sender.connection, status=status, attempt_no=2, aged=aged)
    await sender.reopen(job_id, 1)
    if status in {"sending", "in_doubt"}:
        await sender.reopen(job_id, 2)
    return job_id


async def test_a_late_answer_settles_a_reaped_row(sender: Sender) -> None:
    """The answer of an attempt that was given up as lost ends its job succeeded."""
    job_id = await insert_job(sender.connection, status="sending", aged=LONG_AGO)
    await sender.store.reap()

    await sender.report(await sender.key(job_id), "created")
    job = await sender.job(job_id)

    assert ("succeeded", "group-1", None) == tuple(
        job[name] for name in ("status", "flow_group_id", "error_code")
    )


@pytest.mark.parametrize("status", ["pending", "failed", "cancelled", "invalid", "in_doubt"])
async def test_an_older_creation_counts(sender: Sender, status: str) -> None:
    """A creation by an older attempt ends a job that is not on the wire succeeded."""
    job_id = await two_open(sender, status)

    await sender.report(await sender.key(job_id, 1), "created", flow_group_id="older")
    job = await sender.job(job_id)

    assert ("succeeded", "older", ["flow-1", "flow-2"], None, None, None) == tuple(
        job[name]
        for name in (
            "status",
            "flow_group_id",
            "flow_ids",
            "second_groups",
            "error_code",
            "errors",
        )
    )
    assert job["finished_at"]


@pytest.mark.parametrize(
    "outcome", ["refused", "transient", "throttled", "not_sent", "account_paused", "in_doubt"]
)
@pytest.mark.parametrize("together", [False, True], ids=["before", "together"])
async def test_an_older_creation_outlives_the_wire(
    sender: Sender, outcome: OutcomeName, *, together: bool
) -> None:
    """A creation found while a newer attempt is on the wire counts once that one ends without any."""
    job_id = await two_open(sender, "sending")
    older = report(await sender.key(job_id, 1), "created", flow_group_id="older")
    newer = report(await sender.key(job_id, 2), outcome)

    for reports in [[older, newer]] if together else [[older], [newer]]:
        await sender.store.finish(reports)
    job = await sender.job(job_id)

    assert ("succeeded", "older", ["flow-1", "flow-2"]) == (
        job["status"],
        job["flow_group_id"],
        job["flow_ids"],
    )
    assert job["second_groups"] is None


@pytest.mark.parametrize("order", [(1, 2), (2, 1)], ids=["older first", "newer first"])
@pytest.mark.parametrize("status", ["sending", "in_doubt"])
@pytest.mark.parametrize("together", [False, True], ids=["apart", "together"])
async def test_a_second_group_is_listed(
    sender: Sender, status: str, order: tuple[int, int], *, together: bool
) -> None:
    """Of two creations for one job one is its result and the other is kept beside it."""
    job_id = await two_open(sender, status)
    reports = [
        report(await sender.key(job_id, n), "created", flow_group_id=f"group-{n}") for n in order
    ]

    for batch in [reports] if together else [[one] for one in reports]:
        await sender.store.finish(batch)
    job = await sender.job(job_id)

    assert "succeeded" == job["status"]
    assert ["group-1", "group-2"] == sorted([job["flow_group_id"], *job["second_groups"]])


async def test_the_first_result_stays(sender: Sender) -> None:
    """A second creation leaves the ids that were already read as they are."""
    job_id = await two_open(sender, "succeeded")
    before = await sender.job(job_id)

    await sender.report(
        await sender.key(job_id, 1), "created", flow_group_id="second", flow_ids=["other"]
    )
    job = await sender.job(job_id)

    changed = {name for name in job.keys() if job[name] != before[name]}  # noqa: SIM118  a Record iterates over values
    assert {"second_groups", "updated_at"} == changed
    assert ["second"] == job["second_groups"]


async def test_the_report_completes_a_verdict(sender: Sender) -> None:
    """The late report of the group that a person named adds its FlowIds and lists no second one."""
    job_id = await insert_job(sender.connection, status="in_doubt")
    await sender.connection.execute(
        "SELECT flowgroup.resolve($1, 'created', 'group-1', NULL, 'seen')", job_id
    )

    await sender.report(await sender.key(job_id), "created")
    job = await sender.job(job_id)

    assert ("group-1", ["flow-1", "flow-2"], None) == (
        job["flow_group_id"],
        job["flow_ids"],
        job["second_groups"],
    )


async def test_a_creation_outweighs_a_verdict(sender: Sender) -> None:
    """A creation found after a person said not_created ends the job succeeded."""
    job_id = await insert_job(sender.connection, status="in_doubt", aged=LONG_AGO)
    await sender.connection.execute(
        "SELECT flowgroup.resolve($1, 'not_created', NULL, NULL, 'searched')", job_id
    )

    await sender.report(await sender.key(job_id), "created")

    assert "succeeded" == await sender.status(job_id)


async def test_a_verdict_knows_older_creations(sender: Sender) -> None:
    """The verdict not_created on the newest attempt keeps the group that an older one made."""
    job_id = await two_open(sender, "sending", aged=LONG_AGO)
    await sender.report(await sender.key(job_id, 1), "created", flow_group_id="older")
    await sender.store.reap()
    await sender.connection.execute(
        "SELECT flowgroup.resolve($1, 'not_created', NULL, NULL, 'searched')", job_id
    )
    job = await sender.job(job_id)

    assert ("succeeded", "older") == (job["status"], job["flow_group_id"])


async def test_a_verdict_lists_older_creations(sender: Sender) -> None:
    """The verdict created with one group lists the other that an older attempt made."""
    job_id = await two_open(sender, "sending", aged=LONG_AGO)
    await sender.report(await sender.key(job_id, 1), "created", flow_group_id="older")
    await sender.store.reap()
    await sender.connection.execute(
        "SELECT flowgroup.resolve($1, 'created', 'newer', NULL, 'found')", job_id
    )
    job = await sender.job(job_id)

    assert ("newer", ["older"]) == (job["flow_group_id"], job["second_groups"])


async def test_a_created_row_is_not_retried(sender: Sender) -> None:
    """A row of which any attempt created a group cannot be sent again."""
    job_id = await insert_job(sender.connection, status="failed")
    await insert_attempt(sender.connection, job_id, 2, outcome="created")

    assert not await sender.connection.fetchval("SELECT flowgroup.retry($1, 'again')", job_id)


@pytest.mark.parametrize("outcome", ["refused", "transient", "not_sent", "in_doubt"])
async def test_raced_reports_keep_the_creation(sender: Sender, outcome: OutcomeName) -> None:
    """Late creations and newer attempts that report at the same moment leave no row without its group."""
    ids = [await two_open(sender, "sending") for _ in range(200)]
    pairs = [(await sender.key(job_id, 1), await sender.key(job_id, 2)) for job_id in ids]

    async def race(reports: list[tuple[tuple[int, int, UUID], OutcomeName]]) -> None:
        for key, name in reports:
            await sender.report(key, name)

    await asyncio.gather(
        race([(older, "created") for older, _ in pairs]),
        race([(newer, outcome) for _, newer in pairs]),
    )
    lost = await sender.connection.fetchval(
        "SELECT count(*) FROM flowgroup.jobs WHERE status <> 'succeeded'"
    )

    assert 0 == lost


async def test_a_late_risk_is_told(sender: Sender) -> None:
    """An InternalError that is known only after a verdict still marks the row: it is not retried unasked."""
    job_id = await insert_job(sender.connection, status="sending", aged=LONG_AGO)
    await sender.store.reap()
    await sender.connection.execute(
        "SELECT flowgroup.resolve($1, 'not_created', NULL, NULL, 'looked')", job_id
    )

    await sender.report(await sender.key(job_id), "transient", duplicate_risk=True)
    job = await sender.job(job_id)

    assert ("failed", True) == (job["status"], job["duplicate_risk"])
    assert not await sender.connection.fetchval("SELECT flowgroup.retry($1, 'again')", job_id)
