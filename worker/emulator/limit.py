"""The gateway's request limit per action and calling key.

Source: the vendor's page on API request limits. Whether its second is one of the
clock or slides is not documented, so both are offered.
"""

from collections import defaultdict, deque

from worker.emulator.config import Tuning
from worker.emulator.refusal import refuse


class _Second:
    """The arrivals of the running second: all of them, and those let through."""

    __slots__ = ("arrived", "passed", "since")

    def __init__(self) -> None:
        self.arrived: deque[float] = deque()
        self.passed: deque[float] = deque()
        self.since = 0

    def slide(self, now: float) -> None:
        for times in (self.arrived, self.passed):
            while times and now - times[0] >= 1:
                times.popleft()

    def turn(self, wall: float) -> None:
        if int(wall) != self.since:
            self.since = int(wall)
            self.arrived.clear()
            self.passed.clear()


class RateLimit:
    """Lets the first calls of each second through and refuses the rest."""

    def __init__(self, tuning: Tuning) -> None:
        self._tuning = tuning
        self._seconds: defaultdict[tuple[str, str], _Second] = defaultdict(_Second)

    def admit(self, action: str, key: str, now: float, wall: float) -> None:
        """Count an arrival at now (monotonic seconds), which is wall in epoch seconds.

        Raises:
            Refusal: RequestLimitExceeded, with the observed count and the limit.
        """
        limit = self._tuning.limit_of(action)
        if not limit:
            return
        second = self._seconds[action, key]
        if self._tuning.window == "sliding":
            second.slide(now)
        else:
            second.turn(wall)
        second.arrived.append(now)
        if len(second.passed) >= limit:
            refuse(
                "RequestLimitExceeded",
                f"{len(second.arrived)} requests in this second exceed the limit of {limit};"
                " try again later",
            )
        second.passed.append(now)
