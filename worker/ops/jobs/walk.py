"""Walks over the rows of a list, the newest first, some thousand at a time: no look is long, however rare its rows are.

What is counted are rows of the index that gives the list its order, not ids: those have gaps.
"""

from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import RowMapping
from sqlalchemy.ext.asyncio import AsyncEngine

from worker.clock import Clock
from worker.ops.ask import ask
from worker.ops.jobs.filters import Filter, Marks

LOOK: Final = 0.03  # s that a look should take: rows that lie far apart are ten times as dear
LEAST: Final = 500  # rows
MOST: Final = 25_000
FIRST: Final = 2_000
FASTER: Final = 4  # times as many rows as the last look had, at most
_APART: Final = frozenset({"sending", "failed", "invalid", "in_doubt", "cancelled"})


@dataclass(frozen=True, slots=True)
class Step:
    """What matches among the next rows; `floor` is the last row looked at and `back_to` its INSERT, None at the end."""

    rows: Sequence[RowMapping]
    floor: int | None = None
    back_to: datetime | None = None


async def steps(
    engine: AsyncEngine,
    which: Filter,
    marks: Marks,
    *,
    before: int | None,
    limit: int,
    clock: Clock,
) -> AsyncGenerator[Step, None]:
    """Yield what matches below the id `before` until there are `limit` rows, or no row is left."""
    index = _index(which, marks)
    values = {**which.parameters(), **marks.parameters(), "ids": None}
    rare = which.code is None and index != (which, marks)  # the index of codes names the ids
    most = FIRST
    while True:
        started = clock.monotonic()
        here = {"before": before, "limit": limit}
        step = await _step(engine, {**values, **here}, index, most if rare else None)
        took = clock.monotonic() - started
        yield step
        limit -= len(step.rows)
        if step.floor is None or limit <= 0:
            return
        before, most = step.floor, fitting(most, took)


def fitting(rows: int, took: float) -> int:
    """Return how many rows to look at after so many took so many seconds."""
    factor = min(LOOK / took, FASTER) if took > 0 else FASTER
    return min(max(int(rows * factor), LEAST), MOST)


def _index(which: Filter, marks: Marks) -> tuple[Filter, Marks]:
    """Return as much of it as one index serves that has the ids in order."""
    if marks.duplicate_risk:
        return Filter(), Marks(duplicate_risk=True)
    if marks.second_groups:
        return Filter(), marks
    if which.status in _APART and (which.batch is None or which.status == "sending"):
        return Filter(status=which.status), marks
    return Filter(batch=which.batch), marks


async def _step(
    engine: AsyncEngine,
    values: Mapping[str, object],
    index: tuple[Filter, Marks],
    most: int | None,
) -> Step:
    """Look at so many rows of the index, or at all where it serves whatever is asked for."""
    if most is None:
        return Step(await ask(engine, "jobs_list", {**values, "floor": None}))
    which, marks = index
    named = {"batch": which.batch, "status": which.status, **marks.parameters()}
    ends = await ask(engine, "jobs_floor", {**named, "before": values["before"], "most": most})
    floor, back_to = (ends[0]["id"], ends[0]["created_at"]) if ends else (None, None)
    return Step(await ask(engine, "jobs_list", {**values, "floor": floor}), floor, back_to)
