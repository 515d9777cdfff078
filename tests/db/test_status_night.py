"""What the screen that stays keeps from look to look."""

from datetime import UTC, datetime

import asyncpg
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.support.factories import insert_attempt, insert_job
from worker.clock import SystemClock
from worker.ops.status.night import Watcher
from worker.ops.status.strip import SPAN


class Ticks(SystemClock):
    """A clock that is told what to say."""

    def __init__(self, *said: float) -> None:
        self._said = iter(said)

    def monotonic(self) -> float:
        return next(self._said)


async def test_what_took_long_is_counted_seldom(
    engine: AsyncEngine, connection: asyncpg.Connection
) -> None:
    """A count that took a second serves for twenty."""
    watcher = Watcher(engine, None, rate_limit=20, lang="en", clock=Ticks(0, 1, 20.9, 21, 22))
    seen = []
    for _ in range(3):
        await insert_job(connection, batch="b")
        seen.append((await watcher.look()).status.jobs["pending"])

    assert [1, 1, 3] == seen


async def test_held_rows_are_not_waited_for(
    engine: AsyncEngine, connection: asyncpg.Connection
) -> None:
    """What is held has no end, and the rest has its own."""
    for batch in ("a", "b", "b"):
        await insert_job(connection, batch=batch)
    await connection.execute("SELECT flowgroup.hold('b', 'wrong seal')")
    status = (await Watcher(engine, None, rate_limit=0.1, lang="en").look()).status

    assert (3, 10.0) == (status.jobs["pending"], status.eta_at_limit_s)


@pytest.fixture
async def calls(connection: asyncpg.Connection) -> int:
    """Return the number of a span with two calls, of which a look at the last seconds sees one."""
    now: datetime = await connection.fetchval("SELECT clock_timestamp()")
    number = int((now.timestamp() - 3 * SPAN) // SPAN)
    job = await insert_job(connection)
    for attempt_no, second in enumerate((0.0, SPAN - 0.001), 1):
        begun_at = datetime.fromtimestamp(number * SPAN + second, UTC)
        await insert_attempt(connection, job, attempt_no, outcome="transient", begun_at=begun_at)
    return number


async def test_the_strip_keeps_what_it_saw_whole(engine: AsyncEngine, calls: int) -> None:
    """A later look that sees a part of a span leaves it as it was."""
    watcher = Watcher(engine, None, rate_limit=20, lang="en")

    assert [2, 2] == [(await watcher.look()).spans[calls][0] for _ in range(2)]


async def test_the_strip_forgets_what_no_screen_shows(
    engine: AsyncEngine, calls: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Spans older than the history go."""
    watcher = Watcher(engine, None, rate_limit=20, lang="en")
    before = (await watcher.look()).spans
    monkeypatch.setattr("worker.ops.status.night.HISTORY", float(SPAN))

    assert calls in before
    assert calls not in (await watcher.look()).spans
