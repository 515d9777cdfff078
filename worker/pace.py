"""How far ahead of its slot a row is begun: thirty milliseconds, or as long as the database lately took."""

import math

BEGIN_LEAD = 0.03
IDLE_LEAD = 0.004  # begin and connect take this long where nothing waits
LONGEST_LEAD = 0.15
ROOM = 1.25  # of what the slowest of the last begins took
FORGETS = 0.9


class Pace:
    """Remembers the slowest of the last begins, in seconds; a slow commit is forgotten within some twenty."""

    def __init__(self) -> None:
        self._slowest = 0.0

    def took(self, seconds: float) -> None:
        """Take the duration of one begin."""
        self._slowest = max(seconds, FORGETS * self._slowest)

    @property
    def begin_lead(self) -> float:
        """Seconds before its slot at which a row is begun."""
        return min(max(BEGIN_LEAD, ROOM * self._slowest), LONGEST_LEAD)

    @property
    def idle_lead(self) -> float:
        """Seconds ahead of now at which the first slot of an idle bucket can be met."""
        return min(max(IDLE_LEAD, ROOM * self._slowest), LONGEST_LEAD)

    def slots_meanwhile(self, interval: float) -> int:
        """How many slots pass while one begin is under way: so many must be begun together."""
        return math.ceil(ROOM * self._slowest / interval)
