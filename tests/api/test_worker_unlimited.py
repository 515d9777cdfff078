"""Rows that nothing holds back but the worker itself: group after group, without a pause between them."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise

import pytest

from tests.support.workers import Running, Site
from worker.events import Begun, DatabaseAway, Finished
from worker.records import Begin, BegunAttempt
from worker.store import Store

ROWS = 2000
IN_FULL_SWING = 6  # begins, after which a worker books slots for four groups at once
MANY = """INSERT INTO flowgroup.jobs (payload)
          SELECT payload FROM flowgroup.jobs CROSS JOIN generate_series(2, $1::int)"""
OPEN = "SELECT count(*) FROM flowgroup.jobs WHERE status IN ('sending', 'in_doubt')"
CUT = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid()"""
LEFT = "SELECT count(*) FROM flowgroup.attempts WHERE outcome IS DISTINCT FROM 'created'"


@dataclass
class Asked:
    """The begins that a worker asked for: rows wanted, and calls that had left by then."""

    calls: Callable[[], int] = lambda: 0
    begins: list[tuple[int, int]] = field(default_factory=list)
    ahead: asyncio.Event = field(default_factory=asyncio.Event)

    def note(self, begin: Begin) -> None:
        """Note one, and whether it was asked for before the calls of the one before it left."""
        before = self.begins[-1:]
        self.begins.append((begin.n, self.calls()))
        if before and before[0][1] == self.calls() and len(self.begins) >= IN_FULL_SWING:
            self.ahead.set()


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    """Yield what is noted of all begins."""
    noted, begin = Asked(), Store.begin

    async def noting(store: Store, wanted: Begin) -> list[BegunAttempt]:
        noted.note(wanted)
        return await begin(store, wanted)

    monkeypatch.setattr(Store, "begin", noting)
    return noted


async def _start(here: Site, asked: Asked) -> Running:
    await here.insert()
    await here.connection.execute(MANY, ROWS)
    worker = here.start(rate_limit=1_000_000, concurrency=4096)
    asked.calls = lambda: len(worker.seen.of(Begun))
    return worker


async def test_a_group_is_begun_before_the_calls_of_the_last_one_leave(
    here: Site, asked: Asked
) -> None:
    """The database begins the next rows while the event loop sends the ones before them."""
    worker = await _start(here, asked)
    await worker.seen.count(Finished, ROWS)

    assert any(one == other for (_, one), (_, other) in pairwise(asked.begins))
    assert {"succeeded": ROWS} == await here.statuses()
    assert here.created == ROWS


async def test_what_is_begun_when_a_worker_stops_is_sent(here: Site, asked: Asked) -> None:
    """Told to stop while it begins ahead, a worker sends those rows, and leaves the others alone."""
    worker = await _start(here, asked)
    await asked.ahead.wait()
    begins = len(asked.begins)
    await worker.end()

    assert begins == len(asked.begins)
    assert {"pending", "succeeded"} == set(await here.statuses())
    assert 0 == await here.connection.fetchval(LEFT)


async def test_a_group_that_is_begun_ahead_while_the_database_goes_away_is_sent_once(
    here: Site, asked: Asked
) -> None:
    """Whatever became of its begin, each row of it is sent, and none a second time."""
    worker = await _start(here, asked)
    await asked.ahead.wait()
    await here.connection.execute(CUT)
    await worker.seen.wait_for(DatabaseAway)
    await worker.end()
    assert 0 == await here.connection.fetchval(OPEN)

    await here.start(drain=True, rate_limit=1_000_000, concurrency=4096).task

    assert {"succeeded": ROWS} == await here.statuses()
    assert here.created == ROWS
