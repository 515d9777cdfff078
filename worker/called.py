"""What came of one call, as an event: for creates and uploads alike."""

from jobs.outcome import AccountPaused, Created, InDoubt, Outcome, Refused, TryAgain
from jobs.upload import Stored, UploadOutcome
from worker.events import CallEnded


def ended(
    action: str,
    outcome: Outcome | UploadOutcome,
    latency_s: float,
    *,
    contracts: int = 0,
    late: bool = False,
) -> CallEnded:
    """Return the event of a call; `contracts` are those of its group, should it exist now."""
    match outcome:
        case Created():
            return CallEnded(action, "created", None, latency_s, contracts, late)
        case Stored():
            return CallEnded(action, "stored", None, latency_s)
        case TryAgain(why, error):
            return CallEnded(action, why, error.code, latency_s, late=late)
        case Refused(error):
            return CallEnded(action, "refused", error.code, latency_s, late=late)
        case InDoubt(error):
            return CallEnded(action, "in_doubt", error.code, latency_s, late=late)
        case AccountPaused(error):
            return CallEnded(action, "account_paused", error.code, latency_s, late=late)
