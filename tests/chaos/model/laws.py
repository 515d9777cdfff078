"""What must hold after every step, whatever happened in it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from jobs.model import TRANSITIONS, JobStatus
from tests.chaos.model.tables import NOTHING, Move, Rows
from tests.chaos.model.wire import Api
from worker.records import Report

BACK = frozenset({"transient", "throttled", "not_sent", "account_paused"})
Row: TypeAlias = Mapping[str, Any]


class BrokenLawError(AssertionError):
    """A law that did not hold, and where."""


@dataclass(slots=True)
class Step:
    """What a step did, beside what the tables show."""

    written: list[Report] = field(default_factory=list)
    reaped: bool = False
    resolved: int = 0
    must_be_paused: str | None = None
    complaints: list[str] = field(default_factory=list)

    def wrote(self, move: Move, outcomes: frozenset[str] | None = None) -> bool:
        """Return whether the move's own attempt was reported in this step, with one of the outcomes."""
        return any(
            (r.job_id, r.attempt_no) == (move.job_id, move.attempt_no)
            and (outcomes is None or r.outcome in outcomes)
            for r in self.written
        )

    def created(self, job_id: int) -> bool:
        """Return whether a creation of the job was reported in this step."""
        return any(r.job_id == job_id and r.outcome == "created" for r in self.written)


@dataclass(slots=True)
class Evidence:
    """Everything the laws judge by."""

    api: Api
    before: Rows = NOTHING
    after: Rows = NOTHING
    moves: list[Move] = field(default_factory=list)
    step: Step = field(default_factory=Step)
    known: dict[tuple[int, int], str] = field(default_factory=dict)


def created_once(e: Evidence) -> Iterable[str]:
    """The ledger holds at most one group per job, those apart that an error or a wrong verdict explains."""
    for job_id in list(e.api.groups):
        if e.api.surplus(job_id):
            yield f"created twice: job {job_id} has {e.api.groups[job_id]}"


def results_are_kept(e: Evidence) -> Iterable[str]:
    """A creation whose report was written is in its attempt, and in its job unless that is on the wire or in doubt."""
    for (job_id, attempt_no), group_id in e.known.items():
        if e.after.attempts[job_id, attempt_no]["flow_group_id"] != group_id:
            yield f"lost: attempt {attempt_no} of job {job_id} does not hold {group_id}"
        job = e.after.jobs[job_id]
        open_ = job["status"] in {"sending", "in_doubt"}
        if not open_ and group_id not in [job["flow_group_id"], *(job["second_groups"] or [])]:
            yield f"lost: job {job_id} is {job['status']} and does not hold {group_id}"


def transitions_are_allowed(e: Evidence) -> Iterable[str]:
    """Every change of a status is one of jobs.model; off the wire only a creation leads to succeeded."""
    for move in e.moves:
        if JobStatus(move.new) not in TRANSITIONS[JobStatus(move.old)]:
            yield f"no such way: {move}"
        from_nowhere = move.new == "succeeded" and move.old not in {"sending", "in_doubt"}
        if from_nowhere and not e.step.created(move.job_id):
            yield f"no evidence: {move}"


def wire_is_fenced(e: Evidence) -> Iterable[str]:
    """A row leaves sending and in_doubt by its newest attempt's report, a creation, the reaper or a verdict."""
    for move in e.moves:
        if move.old not in {"sending", "in_doubt"}:
            continue
        by_reaper = e.step.reaped and (move.old, move.new) == ("sending", "in_doubt")
        by_verdict = e.step.resolved == move.job_id and move.new in {"succeeded", "failed"}
        by_report = e.step.wrote(move, BACK if move.new == "pending" else None)
        if not (by_reaper or by_verdict or by_report or e.step.created(move.job_id)):
            yield f"unfenced: {move}"


def evidence_stays(e: Evidence) -> Iterable[str]:
    """A definite outcome and an id that was once stored never change; attempt_no only rises."""
    for key, old in e.before.attempts.items():
        new = e.after.attempts[key]
        if old["outcome"] not in {None, "in_doubt", new["outcome"]}:
            yield f"changed: attempt {key} was {old['outcome']}, is {new['outcome']}"
    for job_id, job in e.before.jobs.items():
        now = e.after.jobs[job_id]
        if (
            job["flow_group_id"] not in {None, now["flow_group_id"]}
            or now["attempt_no"] < job["attempt_no"]
        ):
            yield f"changed: job {job_id}"


def rows_make_sense(e: Evidence) -> Iterable[str]:
    """The counters fit each other, and each attempt up to the newest is recorded."""
    attempts: dict[int, int] = {}
    for job_id, attempt_no in e.after.attempts:
        attempts[job_id] = max(attempt_no, attempts.get(job_id, 0))
    for job_id, job in e.after.jobs.items():
        if not 0 <= job["attempts"] <= min(job["attempt_no"], job["max_attempts"]):
            yield f"counters: job {job_id} has {dict(job)}"
        if attempts.get(job_id, 0) != job["attempt_no"]:
            yield f"attempts: job {job_id} is at {job['attempt_no']}, recorded {attempts.get(job_id)}"


def steps_do_as_told(e: Evidence) -> Iterable[str]:
    """What a step itself saw to be wrong."""
    yield from e.step.complaints
    account = e.step.must_be_paused
    if account is not None and not e.after.paused(account):
        yield f"not paused: {account} after {e.after.accounts.get(account)}"


ALL = (
    created_once,
    results_are_kept,
    transitions_are_allowed,
    wire_is_fenced,
    evidence_stays,
    rows_make_sense,
    steps_do_as_told,
)
LEDGER = (created_once,)
