"""A database that answers late or fails once: what it costs, and that it is told."""

import asyncio
from dataclasses import dataclass, field

import pytest

from tests.support.workers import Site
from worker.clock import SystemClock
from worker.errors import DatabaseAwayError
from worker.events import DatabaseAway
from worker.presence import Presence
from worker.records import Begin, BegunAttempt, Reservation, SlotKey
from worker.store import Store
from worker.wake import Bell

ROWS = 120
HICCUP, POLL = 0.0123, 0.123
MANY = """INSERT INTO flowgroup.jobs (payload)
          SELECT payload FROM flowgroup.jobs CROSS JOIN generate_series(2, $1::int)"""
LOST_WITHOUT_A_ROW = """SELECT sum(lost)::int - (SELECT count(*) FROM flowgroup.attempts WHERE outcome = 'not_sent')
                        FROM flowgroup.slots"""


@dataclass
class Asked:
    """The reservations and begins of a worker in their order, each with the slots that it was about."""

    calls: list[tuple[str, int]] = field(default_factory=list)
    late: int = 0  # calls before the one that was answered late

    @property
    def first_of_many(self) -> bool:
        """Whether a begin that is asked for now is the first for a reservation of several groups."""
        name, slots = self.calls[-1]
        return name == "reserve" and slots >= 3


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    """Note what a worker asks; its first begin for one of many slots is asked when that slot has passed."""
    noted, reserve, begin = Asked(), Store.reserve, Store.begin

    async def noting_reserve(
        store: Store, key: SlotKey, n: int, lead: float, horizon: float, ahead: float | None = None
    ) -> Reservation:
        reservation = await reserve(store, key, n, lead, horizon, ahead)
        noted.calls.append(("reserve", reservation.granted))
        return reservation

    async def noting_begin(store: Store, wanted: Begin) -> list[BegunAttempt]:
        late = noted.first_of_many and not noted.late
        noted.calls.append(("begin", wanted.n))
        if late:
            noted.late = len(noted.calls)
            await asyncio.sleep(
                wanted.slot_at.timestamp() - SystemClock().wall() + 2 * wanted.lateness
            )
        return await begin(store, wanted)

    monkeypatch.setattr(Store, "reserve", noting_reserve)
    monkeypatch.setattr(Store, "begin", noting_begin)
    return noted


async def test_a_begin_that_comes_late_loses_its_own_slots_and_they_are_counted(
    here: Site, asked: Asked
) -> None:
    """What was booked behind them is begun for all the same, before anything is booked anew."""
    await here.insert()
    await here.connection.execute(MANY, ROWS)
    await here.start(drain=True, rate_limit=40).task

    assert {"succeeded": ROWS} == await here.statuses()
    assert ("begin", 1) == asked.calls[asked.late]
    assert 1 <= await here.connection.fetchval(LOST_WITHOUT_A_ROW)


async def test_one_failed_statement_costs_little(
    here: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first failure is followed by a short rest, those after it by long ones, until all is well again."""
    rests: list[float] = []
    failing = iter([True, True, True, False, True])
    wait, reserve = Bell.wait, Store.reserve

    async def noting(
        bell: Bell, at_most: float, heard: int | None = None, *, rest: float = 0.0
    ) -> None:
        rests.append(at_most)
        await wait(bell, at_most, heard, rest=rest)

    async def failing_reserve(store: Store, key: SlotKey, n: int, *asked: float) -> Reservation:
        if next(failing, False):
            raise DatabaseAwayError(ConnectionError.__name__, None)
        return await reserve(store, key, n, *asked)

    monkeypatch.setattr("worker.dispatch.HICCUP", HICCUP)
    monkeypatch.setattr("worker.dispatch.POLL", POLL)
    monkeypatch.setattr("worker.dispatch.uniform", lambda *_: 1.0)
    monkeypatch.setattr(Bell, "wait", noting)
    monkeypatch.setattr(Store, "reserve", failing_reserve)
    await here.insert()
    await here.insert()
    await here.start(drain=True).task

    assert {"succeeded": 2} == await here.statuses()
    assert [HICCUP, POLL, POLL, HICCUP] == [rest for rest in rests if rest in {HICCUP, POLL}][:4]


async def test_a_worker_whose_steering_fails_shows_that_it_lives(
    here: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A row of the bucket that takes nothing hides no worker from the others and from the operators."""
    shown, show = asyncio.Event(), Presence.show

    async def noting(presence: Presence) -> None:
        await show(presence)
        shown.set()

    async def failing(*_: object, **__: object) -> None:
        raise DatabaseAwayError(ConnectionError.__name__, None)

    worker = here.start()
    await worker.seen.status(await here.insert(), "succeeded")
    monkeypatch.setattr("worker.presence.TICK", 0.01)
    monkeypatch.setattr(Store, "steer", failing)
    await worker.seen.wait_for(DatabaseAway)
    monkeypatch.setattr(Presence, "show", noting)
    await shown.wait()
    monkeypatch.undo()
    await worker.end()

    assert {"succeeded": 1} == await here.statuses()
