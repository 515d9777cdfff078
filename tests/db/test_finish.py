"""finish: what each outcome makes of the job, and whose report may change it."""

from uuid import uuid4

import pytest

from tests.support.factories import insert_job
from tests.support.sender import Sender, report
from worker.records import OutcomeName

ALL: tuple[OutcomeName, ...] = (
    "created",
    "refused",
    "transient",
    "throttled",
    "not_sent",
    "account_paused",
    "in_doubt",
    "invalid",
)
# outcome → status, attempts, deferrals, error_code of a row at its third attempt of 12, deferred twice before
OUTCOMES = {
    "created": ("succeeded", 3, 0, None),
    "refused": ("failed", 3, 0, "Code.refused"),
    "transient": ("pending", 3, 0, "Code.transient"),
    "throttled": ("pending", 2, 3, "Code.throttled"),
    "not_sent": ("pending", 2, 3, "Code.not_sent"),
    "account_paused": ("pending", 2, 2, "Code.account_paused"),
    "in_doubt": ("in_doubt", 3, 0, "Code.in_doubt"),
    "invalid": ("invalid", 2, 0, None),
}


@pytest.mark.parametrize("start", ["sending", "in_doubt"])
@pytest.mark.parametrize("outcome", ALL)
async def test_each_outcome(sender: Sender, start: str, outcome: OutcomeName) -> None:
    """Each outcome of the newest attempt makes one state of the job, also when it comes late."""
    job_id = await insert_job(sender.connection, status=start, attempt_no=3, deferrals=2)
    await sender.reopen(job_id, 3)

    await sender.report(await sender.key(job_id, 3), outcome, delay_s=60)
    job, attempt = await sender.job(job_id), await sender.attempt(job_id, 3)
    wait = (job["run_after"] - job["updated_at"]).total_seconds()

    found = tuple(job[name] for name in ("status", "attempts", "deferrals", "error_code"))
    assert OUTCOMES[outcome] == found
    assert outcome == attempt["outcome"]
    assert (job["status"] == "pending") == (wait == pytest.approx(60))
    assert (job["status"] == "pending") == (job["finished_at"] is None)
    assert (outcome == "invalid") == (job["errors"] is not None)


async def test_all_of_an_answer_is_kept(sender: Sender) -> None:
    """A creation's ids, approvers, request id and latency are in both tables, in order."""
    job_id = await insert_job(sender.connection)
    begun = await sender.begin_one()
    ids = ["flow-9", "flow-1", "flow-5"]
    approvers = [{"Approvers": [{"ApproverRoleName": "签署人"}]}]

    settled = await sender.report(
        begun.key,
        "created",
        flow_group_id="group-7",
        flow_ids=ids,
        approvers=approvers,
        request_id="s1",
        latency_ms=321,
    )
    job, attempt = await sender.job(job_id), await sender.attempt(job_id)

    assert [(job_id, 1, "succeeded")] == [(s.job_id, s.attempt_no, s.status) for s in settled]
    for row in (job, attempt):
        assert ("group-7", ids, "s1") == (row["flow_group_id"], row["flow_ids"], row["request_id"])
        assert "签署人" in row["approvers"]
    assert 321 == attempt["latency_ms"]


@pytest.mark.parametrize("ids", [None, [], ["flow-1"]], ids=["none", "empty", "too few"])
async def test_odd_ids_are_kept_as_answered(sender: Sender, ids: list[str] | None) -> None:
    """A group whose FlowIds are missing or too few succeeds with what was answered."""
    job_id = await insert_job(sender.connection, status="sending")

    await sender.report(await sender.key(job_id), "created", flow_ids=ids)
    job = await sender.job(job_id)

    assert ("succeeded", ids) == (job["status"], job["flow_ids"])


@pytest.mark.parametrize("outcome", ALL)
async def test_repeating_changes_nothing(sender: Sender, outcome: OutcomeName) -> None:
    """The same report written again, once or many times at once, changes nothing."""
    job_id = await insert_job(sender.connection, status="sending", attempt_no=2)
    key = await sender.key(job_id, 2)
    first = await sender.report(key, outcome)
    before = await sender.job(job_id), await sender.attempt(job_id, 2)

    again = await sender.report(key, outcome)
    many = await sender.store.finish([report(key, outcome)] * 5)

    assert 1 == len(first)
    assert [] == again == many
    assert before == (await sender.job(job_id), await sender.attempt(job_id, 2))


@pytest.mark.parametrize("outcome", ALL)
async def test_another_token_is_nobody(sender: Sender, outcome: OutcomeName) -> None:
    """A report with another token than the attempt's changes neither job nor attempt."""
    job_id = await insert_job(sender.connection, status="sending")
    before = await sender.job(job_id), await sender.attempt(job_id)

    assert [] == await sender.report((job_id, 1, uuid4()), outcome)
    assert before == (await sender.job(job_id), await sender.attempt(job_id))


@pytest.mark.parametrize("outcome", [name for name in ALL if name != "created"])
@pytest.mark.parametrize("status", ["pending", "sending", "in_doubt", "failed", "succeeded"])
async def test_an_older_attempt_is_fenced(
    sender: Sender, status: str, outcome: OutcomeName
) -> None:
    """The report of an older attempt is kept as its evidence and leaves the job alone."""
    job_id = await insert_job(sender.connection, status=status, attempt_no=2)
    await sender.reopen(job_id, 1)
    before = await sender.job(job_id)

    assert [] == await sender.report(await sender.key(job_id, 1), outcome)
    assert before == await sender.job(job_id)
    assert outcome == (await sender.attempt(job_id, 1))["outcome"]


@pytest.mark.parametrize(("limit", "status"), [(3, "failed"), (2, "failed"), (4, "pending")])
async def test_attempts_are_used_up(sender: Sender, limit: int, status: str) -> None:
    """A retried error at the last of max_attempts ends the job with that error."""
    job_id = await insert_job(sender.connection, status="sending", attempt_no=3, max_attempts=limit)

    await sender.report(await sender.key(job_id, 3), "transient")
    job = await sender.job(job_id)

    assert (status, "Code.transient") == (job["status"], job["error_code"])


async def test_uncounted_calls_never_use_up(sender: Sender) -> None:
    """A retried error that does not count, as while the endpoint is ill, gives its attempt back."""
    job_id = await insert_job(sender.connection, status="sending", attempt_no=1, max_attempts=1)

    await sender.report(await sender.key(job_id), "transient", counted=False)
    job = await sender.job(job_id)

    assert ("pending", 0) == (job["status"], job["attempts"])


async def test_risk_stays(sender: Sender) -> None:
    """Once a group may exist, the mark stays through all later attempts."""
    job_id = await insert_job(sender.connection)
    await sender.report((await sender.begin_one()).key, "transient", duplicate_risk=True)
    await sender.report((await sender.begin_one()).key, "refused")
    job = await sender.job(job_id)

    assert ("failed", True) == (job["status"], job["duplicate_risk"])


async def test_many_reports_in_one(sender: Sender) -> None:
    """A batch settles each of its jobs by its own report and skips strangers."""
    ids = [await insert_job(sender.connection, status="sending") for _ in ALL]
    reports = [
        report(await sender.key(job_id), outcome) for job_id, outcome in zip(ids, ALL, strict=True)
    ]

    settled = await sender.store.finish([report((10**9, 1, uuid4()), "created"), *reports])

    assert {job_id: OUTCOMES[name][0] for job_id, name in zip(ids, ALL, strict=True)} == {
        row.job_id: row.status for row in settled
    }
    assert [] == await sender.store.finish([])


@pytest.mark.parametrize("outcome", [name for name in ALL if name != "in_doubt"])
async def test_doubt_and_answer_in_one(sender: Sender, outcome: OutcomeName) -> None:
    """Of a doubt and an answer for one attempt that go out together, the answer counts."""
    job_id = await insert_job(sender.connection, status="sending")
    key = await sender.key(job_id)

    await sender.store.finish([report(key, "in_doubt"), report(key, outcome)])

    assert OUTCOMES[outcome][0] == await sender.status(job_id)
    assert outcome == (await sender.attempt(job_id))["outcome"]
