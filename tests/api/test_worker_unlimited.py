"""Rows that nothing holds back but the worker itself: group after group, without a pause between them."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise

import pytest

from tests.support.workers import Running, Site
from worker.errors import DatabaseAwayError
from worker.events import Begun, Finished
from worker.records import Begin, BegunAttempt
from worker.store import Store

ROWS = 2000
IN_FULL_SWING = 6  # begins, after which a worker books slots for four groups at once
MANY = """INSERT INTO flowgroup.jobs (payload)
          SELECT payload FROM flowgroup.jobs CROSS JOIN generate_series(2, $1::int)"""
TAKEN_BACK = "SELECT count(*) FROM flowgroup.attempts WHERE outcome = 'not_sent'"
LEFT = "SELECT count(*) FROM flowgroup.attempts WHERE outcome IS DISTINCT FROM 'created'"


@dataclass
class Asked:
    """The begins that a worker asked for: rows wanted, and calls that had left by then."""

    calls: Callable[[], int] = lambda: 0
    begins: list[tuple[int, int]] = field(default_factory=list)
    ahead: asyncio.Event = field(default_factory=asyncio.Event)
    unanswered: bool = False  # whether the answer of the first one ahead is lost on its way

    def note(self, begin: Begin) -> None:
        """Note one, and whether it was asked for before the calls of the one before it left."""
        before = self.begins[-1:]
        self.begins.append((begin.n, self.calls()))
        if before and before[0][1] == self.calls() and len(self.begins) >= IN_FULL_SWING:
            self.ahead.set()

    def lose(self) -> None:
        """Lose an answer, once there is a begin ahead and one is to be lost."""
        if self.unanswered and self.ahead.is_set():
            self.unanswered = False
            raise DatabaseAwayError(ConnectionError.__name__, None)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    """Yield what is noted of all begins."""
    noted, begin = Asked(), Store.begin
    # A slow database gets larger groups, of which there would be too few.
    monkeypatch.setattr("worker.throttle.MOST_TOGETHER", 128)
    monkeypatch.setattr("worker.throttle.FASTEST", 0.01)

    async def noting(store: Store, wanted: Begin) -> list[BegunAttempt]:
        noted.note(wanted)
        attempts = await begin(store, wanted)
        noted.lose()
        return attempts

    monkeypatch.setattr(Store, "begin", noting)
    return noted


async def _start(here: Site, asked: Asked, *, drain: bool = False) -> Running:
    await here.insert()
    await here.connection.execute(MANY, ROWS)
    worker = here.start(drain=drain, rate_limit=1_000_000, concurrency=4096)
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


async def test_a_group_whose_begin_ahead_got_no_answer_is_sent_all_the_same(
    here: Site, asked: Asked
) -> None:
    """Its rows were begun and nobody knows them: they are taken back and sent once, like all others."""
    asked.unanswered = True
    worker = await _start(here, asked, drain=True)
    await worker.task

    assert {"succeeded": ROWS} == await here.statuses()
    assert here.created == ROWS
    assert 0 < await here.connection.fetchval(TAKEN_BACK)
