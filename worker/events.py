"""What the runtime tells: one dataclass per event, one listener for logs, metrics and tests.

No event carries a payload, a name, a number of a person or a secret.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from worker.file_events import FileNotUploaded, FilesAway, FilesFailed, FilesReady, FileUploaded

__all__ = ["FileNotUploaded", "FileUploaded", "FilesAway", "FilesFailed", "FilesReady"]


@dataclass(frozen=True, slots=True)
class WorkerStarted:
    """A worker is up and may send."""

    worker: str
    endpoint: str


@dataclass(frozen=True, slots=True)
class WorkerStopped:
    """A worker ended by itself, with nothing left on the wire."""

    worker: str


@dataclass(frozen=True, slots=True)
class LeftOnDisk:
    """A worker ends with results, or begins that may yet appear, which the next one on this machine deals with."""

    results: int
    begins: int


@dataclass(frozen=True, slots=True)
class Begun:
    """An attempt is committed; its call may leave.

    `waited_s`: since the row was due; `slot_wait_s`: from asking for a slot to its instant.
    """

    job_id: int
    attempt_no: int
    waited_s: float = 0
    slot_wait_s: float = 0


@dataclass(frozen=True, slots=True)
class CallEnded:
    """A call was answered, timed out, or never left; told before anything is written.

    `outcome` is that of a report, or `stored` for an upload; `code` None: accepted. `contracts`: of the group that
    was created. `late`: the answer to a call whose timeout was told before.
    """

    action: str
    outcome: str
    code: str | None
    latency_s: float
    contracts: int = 0
    late: bool = False


@dataclass(frozen=True, slots=True)
class Finished:
    """A report is written; `status` and `account` are the job's, None when only evidence was kept."""

    job_id: int
    attempt_no: int
    outcome: str
    status: str | None
    error_code: str | None
    latency_ms: int | None
    account: str | None = None


@dataclass(frozen=True, slots=True)
class Reaped:
    """A row passed its send deadline in silence and is in doubt."""

    job_id: int
    attempt_no: int
    worker: str


@dataclass(frozen=True, slots=True)
class Expired:
    """Rows passed their `send_before`."""

    jobs: int


@dataclass(frozen=True, slots=True)
class Sifted:
    """Rows that no begin could hand out are invalid now."""

    account: str
    jobs: int


@dataclass(frozen=True, slots=True)
class AccountPaused:
    """An account ('*': all) may not send, whoever stopped it; told once for each pause that is met.

    `until` None: until resume, or until the probe that is made at `probe_at`.
    """

    account: str
    code: str
    reason: str
    since: datetime | None = None
    until: datetime | None = None
    probe_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AccountResumed:
    """A pause is over."""

    account: str


@dataclass(frozen=True, slots=True)
class Blocked:
    """This worker refuses to send: its settings do not fit the database's binding."""

    account: str
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class DatabaseAway:
    """The database did not answer; the worker tries again."""

    what: str
    error: str
    sqlstate: str | None


@dataclass(frozen=True, slots=True)
class Polling:
    """The database's notifications do not arrive; the worker looks for new rows each second instead."""

    why: str


@dataclass(frozen=True, slots=True)
class SpoolFailed:
    """The state folder takes nothing: nothing new begins; `reason` names it and says what to do."""

    reason: str


@dataclass(frozen=True, slots=True)
class SpoolWorks:
    """The state folder takes what is written to it again."""


@dataclass(frozen=True, slots=True)
class EndpointHealth:
    """The endpoint fell ill (one call per ten seconds from now) or is well again."""

    endpoint: str
    ill: bool


@dataclass(frozen=True, slots=True)
class CheckingStarted:
    """A worker is up that checks and sends nothing."""

    worker: str


@dataclass(frozen=True, slots=True)
class Checked:
    """Rows were checked; `invalid` of them ended so."""

    jobs: int
    invalid: int


@dataclass(frozen=True, slots=True)
class CheckerLost:
    """The process that checks ended by itself while it held rows; it is started again."""

    why: str
    jobs: int


@dataclass(frozen=True, slots=True)
class Defect:
    """Something that must not happen; the worker goes on."""

    where: str
    error: str


@dataclass(frozen=True, slots=True)
class ReportRefused:
    """The database refuses a report's values even without free text; the row will fall in doubt."""

    job_id: int
    attempt_no: int


Event = (
    WorkerStarted | WorkerStopped | LeftOnDisk | Begun | CallEnded | Finished | Reaped | Expired | AccountPaused
    | Sifted | AccountResumed | Blocked | DatabaseAway | ReportRefused | FileUploaded | FileNotUploaded
    | FilesAway | FilesReady | FilesFailed | CheckingStarted | Checked | CheckerLost | Defect | SpoolFailed
    | SpoolWorks | EndpointHealth | Polling
)  # fmt: skip
Listener = Callable[[Event], None]


def ignore(event: Event) -> None:
    """Take an event and do nothing."""
