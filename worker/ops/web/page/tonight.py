"""One look at the night, as records."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self

import orjson
from pydantic import TypeAdapter
from sqlalchemy import RowMapping

from worker.ops.batch.records import Progress
from worker.ops.quota.records import Quota


@dataclass(frozen=True, slots=True)
class Pause:
    """An account that may not send; `waited_for`: rows wait for its end."""

    account: str
    code: str
    reason: str | None
    since: datetime
    until: datetime | None
    probe_at: datetime | None
    waited_for: bool


@dataclass(frozen=True, slots=True)
class Limit:
    """A bucket in use; calls a second. `shared`: somebody else uses the key too."""

    rate_limit: float
    effective: float
    shared: bool
    ill_since: datetime | None
    refused: int
    lost: int


@dataclass(frozen=True, slots=True)
class Hand:
    """A living worker."""

    worker: str
    in_flight: int
    blocked: str | None


@dataclass(frozen=True, slots=True)
class Stop:
    """An account with rows that wait, for which no worker may send; `reason` in both languages."""

    account: str
    reason: str


@dataclass(frozen=True, slots=True)
class Tonight:
    """Everything that the first page tells, by the database's clock; `attention`: rows by kind of needs_attention."""

    at: datetime
    batches: list[Progress]
    pauses: list[Pause]
    limits: list[Limit]
    workers: list[Hand]
    stops: list[Stop]
    attention: Mapping[str, int]
    quotas: list[Quota] = field(default_factory=list)

    @classmethod
    def of(cls, row: RowMapping) -> Self:
        """Read the statement's one row."""
        parts: dict[str, Any] = {name: orjson.loads(row[name]) for name in row if name != "at"}
        made: Self = _adapter(cls).validate_python({"at": row["at"], **parts})
        return made

    @property
    def left(self) -> int:
        """Calls that wait."""
        return sum(batch.calls_left for batch in self.batches)

    @property
    def sending(self) -> int:
        """Calls on the wire."""
        return sum(batch.sending for batch in self.batches)

    @property
    def issued(self) -> int:
        """Contracts in the groups that were created."""
        return sum(batch.contracts_issued for batch in self.batches)

    @property
    def limit(self) -> float | None:
        """Calls a second that the live limits add up to; None without one."""
        return sum(bucket.rate_limit for bucket in self.limits) or None

    @property
    def effective(self) -> float | None:
        """What steering leaves of them."""
        return sum(bucket.effective for bucket in self.limits) or None

    @property
    def short(self) -> list[Quota]:
        """Quotas by a person's word that end before what waits does."""
        return [quota for quota in self.quotas if not quota.enough]

    @property
    def needs_you(self) -> int:
        """Rows that a person should look at."""
        return sum(self.attention.values())


def _adapter(of: type[Any]) -> TypeAdapter[Any]:
    return TypeAdapter(of)
