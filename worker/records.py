"""What passes between the stages and the tables."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from jobs.errors import lookup
from worker.bilingual import both
from worker.witness import NOTHING_REMEMBERED, Remembered

OutcomeName = Literal[
    "created",
    "refused",
    "transient",
    "throttled",
    "not_sent",
    "account_paused",
    "in_doubt",
    "invalid",
]


@dataclass(frozen=True, slots=True)
class SlotKey:
    """What the vendor counts by: calling key, access region, action."""

    key_fingerprint: str
    region: str
    action: str

    def parameters(self) -> dict[str, object]:
        """Return the row's key as statement parameters."""
        return {
            "key_fingerprint": self.key_fingerprint,
            "region": self.region,
            "action": self.action,
        }


@dataclass(frozen=True, slots=True)
class Worker:
    """Who a worker is."""

    worker: str
    host: str
    pid: int
    version: str
    endpoint: str
    rate_limit: float

    def parameters(self) -> dict[str, object]:
        """Return the row as statement parameters."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Begin:
    """A request for up to `n` rows to send at `slot_at` (database clock); seconds for the rest."""

    account: str
    key_fingerprint: str
    endpoint: str
    worker: str
    token: UUID
    slot_at: datetime
    n: int
    lease: float
    lateness: float
    probe: bool = False
    remembered: Remembered = NOTHING_REMEMBERED

    def parameters(self) -> dict[str, object]:
        """Return the statement's parameters."""
        own = {name: getattr(self, name) for name in self.__slots__}
        del own["probe"], own["remembered"]
        return own | self.remembered.parameters()


@dataclass(frozen=True, slots=True)
class BegunAttempt:
    """A committed attempt and the body to send; `signed_at` is the epoch second to sign for.

    `probe_of` is the code of the pause that this call probes, None for an ordinary call. `file_ids` is the JSON of the
    ids by reference, None where the body has none; `files_lost`: the API did not know those of an earlier call.
    """

    token: UUID
    job_id: int
    attempt_no: int
    attempts: int
    deferrals: int
    contracts: int | None
    body: bytes
    signed_at: int
    waited_s: float
    probe_of: str | None
    file_ids: str | None = None
    files_lost: bool = False

    @property
    def key(self) -> tuple[int, int, UUID]:
        """What a report must name to be taken for this attempt."""
        return self.job_id, self.attempt_no, self.token

    def __repr__(self) -> str:
        """Name the attempt without its body."""
        return f"BegunAttempt(job_id={self.job_id}, attempt_no={self.attempt_no})"


@dataclass(frozen=True, slots=True)
class Reservation:
    """What the shared bucket answered: the first of `granted` slots, or the first free one; seconds between slots.

    `rate_limit`: calls a second, the lowest of the live workers'.
    """

    granted: int
    slot_at: datetime
    interval_s: float
    rate_limit: float
    ill: bool
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class Gate:
    """The binding and the pause that begin checks."""

    key_fingerprint: str | None
    endpoint: str | None
    database_identity: str | None
    generation: int | None
    beats: int | None
    current_identity: str
    paused_account: str | None
    paused_since: datetime | None
    pause_code: str | None
    pause_reason: str | None
    paused_until: datetime | None
    probes: int | None
    probe_at: datetime | None
    probing: bool
    probe_due: bool | None

    @property
    def pause_told(self) -> str:
        """Why it is paused, fit for a log: for a code of the API, whose words may name people, its meaning."""
        code = self.pause_code or ""
        if code.startswith("Worker."):
            return self.pause_reason or ""
        entry = lookup(code)
        return both(entry.meaning_en, entry.meaning_zh)


@dataclass(frozen=True, slots=True)
class Report:
    """What became of an attempt; `delay_s` is the back-off before the job may be sent again.

    `files_lost`: the API did not know the ids of its files; the row waits for new ones.
    """

    job_id: int
    attempt_no: int
    token: UUID
    outcome: OutcomeName
    error_code: str | None = None
    error_message: str | None = None
    request_id: str | None = None
    latency_ms: int | None = None
    flow_group_id: str | None = None
    flow_ids: list[str] | None = None
    approvers: object = None
    duplicate_risk: bool = False
    delay_s: float = 0
    counted: bool = True
    errors: list[dict[str, str]] | None = None
    files_lost: bool = False

    def document(self) -> dict[str, object]:
        """Return the report as a JSON object; null columns are left out."""
        # The driver's own UUID, as a withdrawn attempt bears it, is no JSON value.
        fields = {name: getattr(self, name) for name in self.__slots__} | {"token": str(self.token)}
        return {name: value for name, value in fields.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Unsent:
    """A begin whose commit was never confirmed: nothing was sent for it; its rows may appear for `within` seconds."""

    token: UUID
    within: float

    def document(self) -> dict[str, object]:
        """Return it as a JSON object."""
        return {"token": str(self.token), "within": self.within}


@dataclass(frozen=True, slots=True)
class Settled:
    """A job whose state a report changed."""

    job_id: int
    attempt_no: int
    status: str
    account: str
