"""Six bugs that job queues really have, as small changes of what the machine runs on."""

from dataclasses import dataclass
from typing import Final

from worker.records import OutcomeName


@dataclass(frozen=True, slots=True)
class Bug:
    """A wrong product.

    Attributes:
        name: What is wrong.
        statements: Parts of the worker's statements, and what stands there instead.
        schema: A file of `migrations/sql`, a part of it, and what stands there instead.
        on_timeout: What a worker reports when its patience ends.
        reaper_ahead: Seconds by which the clock that the reaper asks is ahead; None: the database's.
    """

    name: str
    statements: tuple[tuple[str, str], ...] = ()
    schema: tuple[str, str, str] | None = None
    on_timeout: OutcomeName = "in_doubt"
    reaper_ahead: int | None = None


NONE: Final = Bug("none")
REQUEUE: Final = Bug(
    "requeue instead of park",
    statements=(
        ("SET status = 'in_doubt', error_code = 'Worker.Lost',", "SET status = 'pending',"),
        (
            "finished_at = now(), updated_at = now()\n    FROM silent",
            "updated_at = now()\n    FROM silent",
        ),
    ),
)
NO_QUARANTINE: Final = Bug(
    "no quarantine on not_created",
    schema=("0002/02_resolve.sql", "interval '15 minutes'", "interval '0 minutes'"),
)
UNFENCED: Final = Bug(
    "unfenced finish",
    statements=(
        (
            "(k.newest = k.attempt_no AND k.job_status IN ('sending', 'in_doubt'))",
            "(k.job_status IN ('sending', 'in_doubt'))",
        ),
    ),
)
WORKERS_CLOCK: Final = Bug("reaper by the worker's clock", reaper_ahead=400)
RESEND: Final = Bug("resend on timeout", on_timeout="transient")
NO_PAUSE_CHECK: Final = Bug(
    "begin without pause check",
    statements=(("AND stopped.paused_since IS NOT NULL", "AND false"),),
)
SIX: Final = (REQUEUE, NO_QUARANTINE, UNFENCED, WORKERS_CLOCK, RESEND, NO_PAUSE_CHECK)
