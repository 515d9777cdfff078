"""The shared bucket as a model: what `worker/sql/reserve.sql` does, without a database."""

from dataclasses import dataclass


@dataclass
class Bucket:
    """Grants instants `interval` seconds apart; saves no idle time up."""

    interval: float
    next_slot: float = 0.0

    def reserve(self, now: float, n: int, lead: float, horizon: float) -> float | None:
        """Return the first of `n` granted instants, None if the next one is beyond the horizon."""
        if self.next_slot > now + horizon:
            return None
        first = max(self.next_slot, now + lead)
        self.next_slot = first + n * self.interval
        return first
