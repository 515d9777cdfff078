"""What `status` knows; `--json` prints exactly these names."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from worker.ops.quota.records import Quota

Binding: TypeAlias = Literal[
    "limit",
    "shared_key",
    "ill",
    "pause",
    "no_worker",
    "blocked",
    "files",
    "back_off",
    "hold",
    "nothing_due",
    "done",
    "calls",
]


@dataclass(frozen=True, slots=True)
class Limit:
    """The shared bucket of one key, region and action; calls a second.

    `shared`: calls within our own line are refused, so somebody else uses the key.
    """

    key_fingerprint: str
    region: str
    action: str
    rate_limit: float
    effective: float
    shared: bool
    ill_since: datetime | None
    refused: int
    lost: int
    refused_at: datetime | None
    live: bool


@dataclass(frozen=True, slots=True)
class CodeCount:
    """One error code: calls that ended so, and rows that bear it now."""

    code: str
    meaning: str
    calls: int
    waiting: int
    failed: int
    in_doubt: int


@dataclass(frozen=True, slots=True)
class Pause:
    """An account that may not send; with `probe_at` one call tries then whether it may again."""

    account: str
    code: str
    reason: str | None
    since: datetime
    until: datetime | None
    probe_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Doubt:
    """A row that a person must look at; `not_created` is accepted from the given time on."""

    id: int
    batch: str | None
    code: str
    worker: str
    since: datetime
    not_created_from: datetime


@dataclass(frozen=True, slots=True)
class Twice:
    """A row that was created more than once: all but one of its groups are to be revoked."""

    id: int
    batch: str | None
    flow_group_id: str
    second_groups: list[str]


@dataclass(frozen=True, slots=True)
class WorkerLine:
    """A living worker.

    `blocked`: why it sends nothing at all; what stops it for one account stands in `accounts`.
    """

    worker: str
    host: str
    pid: int
    version: str
    endpoint: str
    rate_limit: float
    in_flight: int
    blocked: str | None
    started_at: datetime
    last_seen: datetime
    accounts: dict[str, str | None] | None = None

    @property
    def stopped(self) -> str | None:
        """Why it sends nothing, be it for some of its accounts only; None where nothing stops it."""
        told = dict.fromkeys(filter(None, (self.accounts or {}).values()))
        return self.blocked or " ".join(told) or None


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits of one account.

    `due` rows can be sent now; those `for_files` would be due, but their files are not uploaded yet: `files_code` and
    `files_message` say what went wrong with some of them. Those `held` wait for the release of their batch.
    `blocked`: why no worker may send for the account.
    """

    account: str
    due: int
    backing_off: int
    later: int
    next_due: datetime | None
    for_files: int = 0
    files_code: str | None = None
    files_message: str | None = None
    held: int = 0
    blocked: str | None = None


@dataclass(frozen=True, slots=True)
class Status:
    """One look at the tables; rates are calls a second, times carry zones, ETAs are seconds.

    `limits` holds the buckets of creates in use; `limit` and `limit_effective` are their sums, or the setting
    when no worker runs. `contracts_issued` counts those of succeeded rows.
    `created_twice` names the newest of `created_twice_rows`. `quotas` are those that people told, of whole accounts.
    """

    at: datetime
    batch: str | None
    jobs: dict[str, int]
    contracts_issued: int
    rate_last_10_s: float
    rate_last_60_s: float
    limit: float
    limit_effective: float
    eta_s: float | None
    eta_at_limit_s: float | None
    binds: Binding
    binds_because: str
    next_step: str | None
    errors: list[CodeCount]
    pauses: list[Pause]
    in_doubt: list[Doubt]
    created_twice: list[Twice]
    created_twice_rows: int
    waiting: list[Waiting]
    limits: list[Limit]
    workers: list[WorkerLine]
    quotas: list[Quota]

    @property
    def total(self) -> int:
        """All rows."""
        return sum(self.jobs.values())

    @property
    def final(self) -> int:
        """Rows that have ended."""
        return self.total - self.jobs["pending"] - self.jobs["sending"]
