"""What each answer leaves in the job row and in the attempts row."""

from dataclasses import dataclass

import orjson
import pytest

from jobs.errors import catalogue
from tests.support.emulated import DATA, example
from tests.support.workers import Site
from worker.emulator import Fault

CREATED = ("created", None)
BAD = ("in_doubt", "Worker.BadAnswer")
LOST = ("in_doubt", "Worker.ConnectionLost")
AGAIN = ("transient", "InternalError")


@dataclass(frozen=True)
class Case:
    """A fault of one call, and what must come of its row."""

    fault: str
    status: str
    outcomes: list[tuple[str, str | None]]
    created: int
    risk: bool = False
    internal_error: str = "retry"


CASES = [
    Case("none", "succeeded", [CREATED], 1),
    Case("internal_error_before", "succeeded", [AGAIN, CREATED], 1, risk=True),
    Case("internal_error_after", "succeeded", [AGAIN, CREATED], 2, risk=True),
    Case(
        "internal_error_before",
        "in_doubt",
        [("in_doubt", "InternalError")],
        0,
        internal_error="park",
    ),
    Case("code:NobodyKnowsThis", "in_doubt", [("in_doubt", "NobodyKnowsThis")], 0),
    Case("code:NobodyKnowsThis_after", "in_doubt", [("in_doubt", "NobodyKnowsThis")], 1),
    Case("code:InvalidParameter.New", "failed", [("refused", "InvalidParameter.New")], 0),
    Case("code:FailedOperation.New", "in_doubt", [("in_doubt", "FailedOperation.New")], 0),
    Case("reset_before", "in_doubt", [LOST], 0),
    Case("reset_after", "in_doubt", [LOST], 1),
    Case("drop_before", "in_doubt", [LOST], 0),
    Case("drop_after", "in_doubt", [LOST], 1),
    Case("truncated", "in_doubt", [LOST], 1),
    Case("html_502_before", "in_doubt", [BAD], 0),
    Case("html_502_after", "in_doubt", [BAD], 1),
    Case("redirect_before", "in_doubt", [BAD], 0),
    Case("redirect_after", "in_doubt", [BAD], 1),
    Case("garbage_before", "in_doubt", [BAD], 0),
    Case("garbage_after", "in_doubt", [BAD], 1),
    Case("null_group", "in_doubt", [BAD], 1),
    Case("null_ids", "succeeded", [CREATED], 1),
    Case("short_ids", "succeeded", [CREATED], 1),
    Case("close", "succeeded", [CREATED], 1),
    Case("slow_loris", "succeeded", [CREATED], 1),
]


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c.fault}-{c.internal_error}")
async def test_fault(here: Site, case: Case) -> None:
    """A fault ends in exactly one status, with its attempts and their codes recorded."""
    seconds = 0.0001 if case.fault == "slow_loris" else None
    here.api.faults.add(Fault(name=case.fault, seconds=seconds))
    job_id = await here.insert()
    worker = here.start(internal_error=case.internal_error)
    await worker.seen.status(job_id, case.status)
    await worker.end()
    job = await here.job(job_id)
    code = None if case.status == "succeeded" else case.outcomes[-1][1]

    assert (case.status, code, case.risk) == (
        job["status"],
        job["error_code"],
        job["duplicate_risk"],
    )
    assert case.outcomes == await here.outcomes(job_id)
    assert len(case.outcomes) == job["attempts"] == here.calls
    assert case.created == here.created


@pytest.mark.parametrize("number", [1, 2])
async def test_example(here: Site, number: int) -> None:
    """Each example of the API document, inserted unchanged, ends with its three ids in order."""
    raw = (DATA / f"example{number}_request.json").read_text()
    sql = f"INSERT INTO flowgroup.jobs (payload) VALUES ('{raw}') RETURNING id"  # noqa: S608 - as a person types it
    job_id = await here.connection.fetchval(sql)
    worker = here.start()
    await worker.seen.status(job_id, "succeeded")
    job = await here.job(job_id)
    [entry] = here.api.ledger.entries

    assert entry.flow_group_id == job["flow_group_id"]
    assert list(entry.flow_ids) == job["flow_ids"]
    assert 3 == len(set(job["flow_ids"]))
    assert entry.request_id == job["request_id"]
    assert (number == 2) is (job["approvers"] is not None)


async def test_short_ids_are_kept(here: Site) -> None:
    """FlowIds fewer than the contracts are stored as they were answered."""
    here.api.faults.add("short_ids")
    job_id = await here.insert()
    await here.start().seen.status(job_id, "succeeded")

    assert list(here.api.ledger.entries[0].flow_ids[:-1]) == (await here.job(job_id))["flow_ids"]


@pytest.mark.parametrize(
    "code",
    [
        c.code
        for c in catalogue().values()
        if c.error_class == "throttled" and not c.code.startswith("Worker.")
    ],
)
async def test_throttled(here: Site, code: str) -> None:
    """A throttling code sends the row again without counting the attempt, and is told to the slots."""
    here.api.faults.add(f"code:{code}")
    job_id = await here.insert()
    worker = here.start()
    await worker.seen.status(job_id, "succeeded")
    job = await here.job(job_id)

    assert [("throttled", code), CREATED] == await here.outcomes(job_id)
    assert (1, False) == (job["attempts"], job["duplicate_risk"])


@pytest.mark.parametrize(
    "code",
    [
        c.code
        for c in catalogue().values()
        if c.error_class == "transient" and not c.code.startswith("Worker.")
    ],
)
async def test_transient(here: Site, code: str) -> None:
    """A transient code is retried; the row says whether its group may exist twice."""
    here.api.faults.add(f"code:{code}")
    job_id = await here.insert()
    await here.start().seen.status(job_id, "succeeded")
    job = await here.job(job_id)

    assert [("transient", code), CREATED] == await here.outcomes(job_id)
    assert (2, catalogue()[code].ambiguous) == (job["attempts"], job["duplicate_risk"])


async def test_attempts_are_used_up(here: Site) -> None:
    """A row whose every call ends in a retried error fails after max_attempts calls."""
    here.api.faults.add(Fault(name="internal_error", times=None))
    job_id = await here.insert(max_attempts=3)
    await here.start().seen.status(job_id, "failed")

    assert [AGAIN] * 3 == await here.outcomes(job_id)
    assert "InternalError" == (await here.job(job_id))["error_code"]


async def test_refused_payload(here: Site) -> None:
    """A payload that the API refuses ends failed with the API's code, after one call."""
    body = example(1)
    del body["FlowFileInfos"][0]["FileIds"]
    job_id = await here.insert(orjson.loads(orjson.dumps(body)))
    await here.start().seen.status(job_id, "failed")
    [entry] = here.api.ledger.entries
    job = await here.job(job_id)

    assert entry.code
    assert (entry.code, 1) == (job["error_code"], job["attempts"])
    assert job["error_message"]


async def test_retry_waits_in_its_row(here: Site) -> None:
    """The back-off of a retry stands in run_after, where another worker would respect it."""
    here.api.faults.add("internal_error")
    job_id = await here.insert()
    worker = here.start(retry_base=3600, retry_max=3600)
    await worker.seen.status(job_id, "pending")
    waits = "SELECT run_after > now() AND updated_at <= now() FROM flowgroup.jobs"

    assert await here.connection.fetchval(waits)
    assert 1 == here.calls
