"""What the commands know of jobs; `--json` prints exactly these names."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a payload is invalid, in the language asked for."""

    path: str
    rule: str
    message: str


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the list; `age_s` counts seconds from its end, or from its INSERT.

    `due_in_s`: seconds until it may be sent, where that is ahead. `fault`: the first of its `faults`.
    """

    id: int
    batch: str | None
    account: str
    status: str
    attempts: int
    max_attempts: int
    code: str | None
    meaning: str | None
    duplicate_risk: bool
    flow_group_id: str | None
    second_groups: list[str] | None
    created_at: datetime
    finished_at: datetime | None
    run_after: datetime
    age_s: float
    due_in_s: float | None
    faults: int
    fault: Fault | None


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows, the newest first; `before` asks for the next ones, None at the end."""

    jobs: list[Line]
    before: int | None


@dataclass(frozen=True, slots=True)
class Found:
    """What a walk over rows has found, the newest first; `before` goes on, None at the end.

    `back_to`: the INSERT of the last row looked at, where the walk stopped for the time that it took.
    """

    jobs: list[Line]
    before: int | None
    back_to: datetime | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """A job without its payload; `not_created_from` only while it is in doubt.

    `blocked`: why no worker may send for its account, while it waits.
    """

    id: int
    batch: str | None
    dedupe_key: str | None
    account: str
    priority: int
    status: str
    contracts: int | None
    attempt_no: int
    attempts: int
    max_attempts: int
    deferrals: int
    run_after: datetime
    send_before: datetime | None
    flow_group_id: str | None
    flow_ids: list[str] | None
    second_groups: list[str] | None
    request_id: str | None
    duplicate_risk: bool
    code: str | None
    meaning: str | None
    message: str | None
    errors: list[Fault]
    created_at: datetime
    updated_at: datetime
    finished_at: datetime | None
    not_created_from: datetime | None
    waits_for_files: bool = False
    held: bool = False
    blocked: str | None = None
    pruned_at: datetime | None = None

    @property
    def flow_ids_missing(self) -> bool:
        """Whether the group exists and not every contract's id is known."""
        return self.status == "succeeded" and len(self.flow_ids or []) != self.contracts


@dataclass(frozen=True, slots=True)
class Attempt:
    """A call: what was known when.

    `late`: its last word came after its deadline, or after the next call had begun. `overdue`: no word
    came by its deadline. `doubted_at`, `doubt_code`: since when and why it was first in doubt, also after
    a later word has ended that.
    """

    attempt_no: int
    probe: bool
    worker: str
    begun_at: datetime
    signed_at: datetime
    send_deadline: datetime
    finished_at: datetime | None
    outcome: str | None
    code: str | None
    meaning: str | None
    message: str | None
    request_id: str | None
    latency_ms: int | None
    flow_group_id: str | None
    doubted_at: datetime | None
    doubt_code: str | None
    doubt_meaning: str | None
    late: bool
    overdue: bool


@dataclass(frozen=True, slots=True)
class Deed:
    """What a person did to the job, and why; a verdict tells what it named, and the doubt that it ended."""

    at: datetime
    actor: str
    action: str
    reason: str | None
    verdict: str | None
    flow_group_id: str | None
    doubted_at: datetime | None
    doubt_code: str | None


@dataclass(frozen=True, slots=True)
class Story:
    """Everything that is known of one job, by the database's clock `at`."""

    at: datetime
    job: Job
    attempts: list[Attempt]
    audit: list[Deed]
    next_step: str
