"""The shared bucket as a model: what `worker/sql/reserve.sql` does, without a database."""

import math
from dataclasses import dataclass


@dataclass
class Bucket:
    """Grants instants `interval` seconds apart, `slowest` where it changes; saves no idle time up."""

    interval: float
    next_slot: float = 0.0
    slowest: float = 0.0

    def reserve(
        self, now: float, n: int, lead: float, horizon: float, ahead: float | None = None
    ) -> tuple[float, int] | None:
        """Return the first of up to `n` granted instants and their number, None if it is too far ahead."""
        furthest = max(lead, horizon) + 1 + 2 * max(self.slowest, self.interval)
        if self.next_slot > now + furthest:
            first = now + 1 + self.interval  # the clock was set back
        elif self.next_slot > now + (ahead or horizon):
            return None
        else:
            first = max(self.next_slot, now + lead)
        granted = max(1, min(n, 1 + math.floor((horizon - (first - now)) / self.interval)))
        self.next_slot = first + granted * self.interval
        return first, granted
