"""What a run of outcomes says: the endpoint is ill, an account stands in doubt, a feature is refused.

Pure counting; the gatekeeper acts on it. Each worker counts what it saw itself.
"""

from collections import deque

from jobs.outcome import Created, InDoubt, Outcome, Refused, TryAgain
from jobs.upload import UploadOutcome

WINDOW = 40
REFUSALS = 5


class Endpoint:
    """Half of the last 40 calls transient or unsent: ill, until one call gets a verdict again."""

    def __init__(self) -> None:
        self.ill = False
        self._bad: deque[bool] = deque(maxlen=WINDOW)

    def learn(self, outcome: Outcome | UploadOutcome) -> bool:
        """Take an outcome; say whether the endpoint's state changed."""
        if self.ill:
            self.ill = isinstance(outcome, TryAgain | InDoubt)
            return not self.ill
        if not _is_missed_slot(outcome):
            self._bad.append(is_bad(outcome))
        self.ill = len(self._bad) == WINDOW and 2 * sum(self._bad) >= WINDOW
        if self.ill:
            self._bad.clear()
        return self.ill


def is_bad(outcome: Outcome | UploadOutcome) -> bool:
    """Say whether the outcome speaks against the endpoint: transient, or no connection to it."""
    if not isinstance(outcome, TryAgain) or outcome.why == "throttled":
        return False
    return not _is_missed_slot(outcome)


def _is_missed_slot(outcome: Outcome | UploadOutcome) -> bool:
    """Say whether no call was made at all."""
    return isinstance(outcome, TryAgain) and outcome.error.code == "Worker.SlotMissed"


class Streaks:
    """Outcomes in a row that should stop an account before more of its rows are spent."""

    def __init__(self, in_doubt_pause: int) -> None:
        self._in_doubt_pause = in_doubt_pause
        self._in_doubt = 0
        self._refused_code = ""
        self._refused = 0

    def learn(self, outcome: Outcome) -> str | None:
        """Take an outcome; return the code to pause for when a streak is full."""
        if isinstance(outcome, InDoubt):
            self._in_doubt += 1
        elif isinstance(outcome, Created | Refused):
            self._in_doubt = 0
        return self._full(outcome)

    def _full(self, outcome: Outcome) -> str | None:
        if self._in_doubt_pause and self._in_doubt >= self._in_doubt_pause:
            self._in_doubt = 0
            return "Worker.InDoubtStreak"
        if not isinstance(outcome, Refused) or outcome.error.scope == "job":
            if isinstance(outcome, Created):
                self._refused = 0
            return None
        same = outcome.error.code == self._refused_code
        self._refused = self._refused + 1 if same else 1
        self._refused_code = outcome.error.code
        if self._refused < REFUSALS:
            return None
        self._refused = 0
        return outcome.error.code
