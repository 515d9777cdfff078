"""A list looks at some thousand rows at a time: it finds what one look at all would find, and each row once."""

from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

import asyncpg
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.support.factories import insert_job
from worker.ops.export.rows import exported
from worker.ops.jobs import walk
from worker.ops.jobs.filters import Filter, Marks
from worker.ops.jobs.query import find, read_exact

STATUSES = ("pending", "sending", "succeeded", "failed", "invalid", "in_doubt", "cancelled")
CODES = ("Code", "Code.Sub", "Codeless")
BATCHES = (None, "a", "ab")
ACCOUNTS = ("default", "other")
HOUR = timedelta(hours=1)
ROWS = 60


class Ticks:
    """A clock that ticks a second each time it is asked."""

    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        self.now += 1
        return self.now

    def wall(self) -> float:
        return self.now

    async def sleep_until(self, instant: float) -> None:
        self.now = max(self.now, instant)

    async def meet(self, instant: float) -> None:
        self.now = max(self.now, instant)


@pytest.fixture(autouse=True)
def short_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look at a handful of rows at a time."""
    for name, rows in (("FIRST", 3), ("LEAST", 4), ("MOST", 9)):
        monkeypatch.setattr(walk, name, rows)


async def fill(connection: asyncpg.Connection, rnd: Random) -> None:
    """Insert rows of any kind, with gaps between their ids, and ages that do not follow them."""
    row_id = 0
    for n in range(ROWS):
        row_id += rnd.choice((1, 1, 2, 40))
        status = rnd.choice(STATUSES)
        columns: dict[str, object] = {"id": row_id, "batch": rnd.choice(BATCHES)}
        if status == "succeeded":
            columns["flow_group_id"] = f"group-{n % 7}"
            columns["second_groups"] = rnd.choice((None, ["again"]))
        if status in {"failed", "in_doubt"} or (status == "pending" and n % 2):
            columns["error_code"] = rnd.choice(CODES)
        if status == "pending":
            columns["attempt_no"] = rnd.choice((0, 1, 3))
        await insert_job(
            connection,
            status=status,
            aged=rnd.randrange(72) * HOUR,
            account=rnd.choice(ACCOUNTS),
            dedupe_key=rnd.choice((None, f"key-{n}")),
            duplicate_risk=rnd.random() < 0.3,
            request_id=rnd.choice((None, f"request-{n % 5}")),
            **columns,
        )
    await connection.execute(
        "UPDATE flowgroup.attempts SET request_id = 'call-' || (job_id + attempt_no) % 4 WHERE job_id % 3 > 0"
    )
    await connection.execute(
        "UPDATE flowgroup.jobs j SET request_id = a.request_id FROM flowgroup.attempts a"
        " WHERE (a.job_id, a.attempt_no) = (j.id, j.attempt_no) AND j.request_id IS NOT NULL"
    )


def drawn(rnd: Random) -> tuple[Filter, Marks]:
    """Return a filter of a few parts."""
    age = rnd.randrange(80) * HOUR
    texts = ("group-3", "KEY-1", "call-1", "request-2", "a", "Code.", "nothing")
    parts: dict[str, Any] = {
        "batch": rnd.choice(("a", "ab", "no")),
        "status": rnd.choice(STATUSES),
        "code": rnd.choice(("Code", "Code.Sub", "No")),
        "account": rnd.choice(ACCOUNTS),
        "older": age,
        "newer": age,
        "text": rnd.choice(texts),
    }
    chosen = rnd.sample(sorted(parts), rnd.choice((0, 1, 1, 2, 2, 3)))
    marks = Marks(rnd.random() < 0.2, rnd.random() < 0.1)
    return replace(Filter(), **{name: parts[name] for name in chosen}), marks


async def expected(engine: AsyncEngine, which: Filter, marks: Marks) -> list[int]:
    """Return what an export finds, which asks in plainer words, the newest first."""
    rows = [row async for page in exported(engine, which) for row in page]
    return [
        row.id
        for row in reversed(rows)
        if (row.duplicate_risk or not marks.duplicate_risk)
        and (row.second_groups or not marks.second_groups)
    ]


async def paged(engine: AsyncEngine, which: Filter, marks: Marks, limit: int) -> list[int]:
    """Go on from page to page with no patience at all; each holds what one look found."""
    ids, before, clock = list[int](), None, Ticks()
    while True:
        found = await find(
            engine,
            which,
            marks,
            before=before,
            limit=limit,
            lang="en",
            patience=0,
            clock=clock,
        )
        ids += [line.id for line in found.jobs]

        assert len(found.jobs) <= limit
        if found.before is None:
            return ids
        before = found.before


@pytest.mark.parametrize("seed", range(6))
async def test_a_walk_finds_what_one_look_finds(
    connection: asyncpg.Connection, engine: AsyncEngine, seed: int
) -> None:
    """Whatever is asked for: at once or page by page, each row that matches comes once and in order."""
    rnd = Random(seed)
    await fill(connection, rnd)
    for _ in range(40):
        which, marks = drawn(rnd)
        rows = await expected(engine, which, marks)
        limit = rnd.choice((1, 2, 5, ROWS))
        whole = await find(engine, which, marks, before=None, limit=limit, lang="en")
        more = len(rows) > limit

        assert rows[:limit] == [line.id for line in whole.jobs], (which, marks)
        assert (rows[limit - 1] if more else None) == whole.before
        assert rows == await paged(engine, which, marks, limit), (which, marks)


async def test_a_walk_says_how_far_it_came(
    connection: asyncpg.Connection, engine: AsyncEngine
) -> None:
    """Out of patience, it names the last row that it looked at and when that was inserted."""
    ids = [await insert_job(connection, aged=n * HOUR) for n in range(9)]
    inserted = await connection.fetchval(
        "SELECT created_at FROM flowgroup.jobs WHERE id = $1", ids[-3]
    )
    found = await find(
        engine,
        Filter(text="nothing"),
        Marks(),
        before=None,
        limit=5,
        lang="en",
        patience=0,
        clock=Ticks(),
    )

    assert [] == found.jobs
    assert (ids[-3], inserted) == (found.before, found.back_to)


@pytest.mark.parametrize(
    ("rows", "took", "then"), [(6, 0.03, 6), (8, 0.06, 4), (6, 1, 4), (6, 0.0, 9), (5, 0.02, 7)]
)
def test_a_look_takes_as_many_rows_as_its_time_allows(rows: int, took: float, then: int) -> None:
    """A look that took too long is followed by a shorter one, within bounds."""
    assert then == walk.fitting(rows, took)


async def test_what_a_text_names_exactly(
    connection: asyncpg.Connection, engine: AsyncEngine
) -> None:
    """A dedupe_key is found in each account, a batch by its name; parts of either are not."""
    ids = [
        await insert_job(connection, account=account, dedupe_key="order-1", batch="night")
        for account in ("b", "a", "c")
    ]
    await insert_job(connection, account="b", dedupe_key="order-12")
    rows, batch = await read_exact(engine, "order-1", "en")

    assert (sorted(ids, reverse=True), False) == ([line.id for line in rows], batch)
    assert ([], True) == await read_exact(engine, "night", "en")
    assert ([], False) == await read_exact(engine, "order", "en")
