"""What is known of a quota; `--json` prints exactly these names."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Quota:
    """The contracts that an account had left by a person's word, and how far they reach.

    Attributes:
        told: Contracts left at `told_at`.
        issued: Contracts of the groups created since.
        units_left: What is left of them now.
        waiting: Contracts of the rows that wait or are on the wire.
        in_doubt: Contracts that may have been issued since: their calls are in doubt.
        missing: Contracts to buy before all that waits is issued; 0 where it is `enough`.
        groups_left: About how many groups it still holds for, where it is not enough.
        ends_at: About when it ends, at the pace of the last minute; None while nothing moves.
    """

    account: str
    told: int
    told_at: datetime
    told_by: str
    reason: str | None
    issued: int
    units_left: int
    waiting: int
    in_doubt: int
    missing: int
    enough: bool
    groups_left: int | None
    ends_at: datetime | None

    @property
    def share(self) -> float:
        """What was issued of what was told, from 0 to 1."""
        return min(self.issued / self.told, 1.0) if self.told else 1.0
