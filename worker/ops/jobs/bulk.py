"""Retries, cancels and settles many rows: first a look, then the deed in steps of a few thousand rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy.ext.asyncio import AsyncEngine

from worker.ops.ask import ask
from worker.ops.jobs.filters import Filter

STEP: Final = 5_000
_STATEMENTS: Final = {
    "retry": "jobs_retry",
    "cancel": "jobs_cancel",
    "resolve": "jobs_resolve_many",
}


@dataclass(frozen=True, slots=True)
class Action:
    """What is to be done: `retry`, `cancel` or `resolve` as not_created, to rows of which states, and why."""

    name: str
    takes: tuple[str, ...]
    reason: str | None
    including_duplicate_risk: bool = False

    @property
    def sends(self) -> bool:
        """Whether the rows would be sent again, so that existing groups matter."""
        return self.name == "retry"

    @property
    def settles(self) -> bool:
        """Whether it is a verdict, which waits until no request can be accepted any more."""
        return self.name == "resolve"

    @property
    def told(self) -> str:
        """The action in the words of the command line."""
        return f"{self.name} not_created" if self.settles else self.name


@dataclass(frozen=True, slots=True)
class Kind:
    """Rows of one fate, status and code; the first `taken` of them by id, with their contracts."""

    kind: str
    status: str
    code: str | None
    n: int
    taken: int
    contracts: int | None
    ids: list[int] | None


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be touched, and what is left alone; `missing` are typed ids without a row."""

    kinds: list[Kind]
    missing: list[int]

    @property
    def ids(self) -> list[int]:
        """The rows that would be touched."""
        return sorted(row_id for kind in self.of("free") for row_id in kind.ids or [])

    @property
    def free(self) -> int:
        """How many match and may be touched, the cap aside."""
        return sum(kind.n for kind in self.of("free"))

    @property
    def contracts(self) -> int:
        """The contracts of the rows that would be touched."""
        return sum(kind.contracts or 0 for kind in self.of("free"))

    @property
    def left_alone(self) -> int:
        """How many match and may not be touched, those without a row included."""
        return sum(kind.n for kind in self.kinds if kind.kind != "free") + len(self.missing)

    def of(self, *names: str) -> list[Kind]:
        """Return the kinds of these fates."""
        return [kind for kind in self.kinds if kind.kind in names]


async def look(
    engine: AsyncEngine, action: Action, which: Filter, ids: Sequence[int], limit: int
) -> Preview:
    """Return what the action would do to the ids or, without any, to the rows that match."""
    rows = await ask(
        engine,
        "jobs_matching",
        {
            **which.parameters(),
            "ids": list(ids) or None,
            "takes": list(action.takes),
            "sends": action.sends,
            "settles": action.settles,
            "including_duplicate_risk": action.including_duplicate_risk,
            "limit": max(limit, len(ids)),
        },
    )
    kinds = [Kind(**row) for row in rows]
    known = {row_id for kind in kinds for row_id in kind.ids or []}
    return Preview(kinds, sorted(set(ids) - known))


async def act(engine: AsyncEngine, action: Action, ids: Sequence[int]) -> int:
    """Do it; return how many rows were touched. Those that changed meanwhile are left alone."""
    values: dict[str, object] = {"reason": action.reason}
    if action.sends:
        values["including_duplicate_risk"] = action.including_duplicate_risk
    done = 0
    for start in range(0, len(ids), STEP):
        step = {**values, "ids": list(ids[start : start + STEP])}
        [row] = await ask(engine, _STATEMENTS[action.name], step)
        done += row["n"]
    return done
