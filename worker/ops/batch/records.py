"""What is known of batches; `--json` prints exactly these names."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a batch is; the line without a name holds the rows of no batch.

    `calls_left`: rows that wait; of them `planned_later` are not due yet, those that are held among them. `eta_now`,
    `eta_at_best`: when its last call leaves, at the pace of the last minute and at the limit; None where nothing moves.
    `held_since`: None unless it is held.
    """

    batch: str | None
    total: int
    pending: int
    sending: int
    succeeded: int
    failed: int
    invalid: int
    in_doubt: int
    cancelled: int
    contracts_issued: int
    share_done: float | None
    calls_left: int
    planned_later: int
    eta_now: datetime | None
    eta_at_best: datetime | None
    last_finished_at: datetime | None
    held_since: datetime | None
    held_by: str | None
    held_because: str | None

    @property
    def open(self) -> int:
        """Rows that are not over."""
        return self.calls_left + self.sending


@dataclass(frozen=True, slots=True)
class BatchCode:
    """An error code that rows of the batch bear now, and one of them."""

    code: str
    meaning: str
    waiting: int
    failed: int
    in_doubt: int
    first_seen: datetime | None
    last_seen: datetime | None
    sample_job_id: int | None


@dataclass(frozen=True, slots=True)
class BatchStory:
    """One batch, and what went wrong in it."""

    batch: Progress
    errors: list[BatchCode]
