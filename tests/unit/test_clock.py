"""The server's instants in this process's monotonic time, and how instants are met."""

import asyncio
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.clock import EARLY, REST, SAME, ServerTime, SystemClock

OFFSETS = st.floats(-1e6, 1e6)
TRIPS = st.lists(st.tuples(st.floats(0, 5), st.floats(0, 5)), min_size=1, max_size=50)


@given(offset=OFFSETS, trips=TRIPS)
def test_the_error_is_at_most_half_the_shortest_trip(
    offset: float, trips: list[tuple[float, float]]
) -> None:
    """However the ways there and back differ, an instant is off by at most half the shortest round trip."""
    time = ServerTime()
    for n, (there, back) in enumerate(trips):
        sent = 10.0 * n
        time.observe(sent + there - offset, sent, sent + there + back)

    assert time.to_monotonic(0.0) == pytest.approx(offset, abs=min(map(sum, trips)) / 2 + 1e-6)


@given(
    trips=st.lists(st.floats(0, 0.05), min_size=1, max_size=64),
    step=st.floats(-1e5, 1e5).filter(lambda step: abs(step) > 0.1),
    trip=st.floats(0, 0.05),
)
def test_a_clock_that_was_set_is_believed_at_once(
    trips: list[float], step: float, trip: float
) -> None:
    """Forward or back, by the server or because this machine stood still: the first exchange after it counts."""
    time = ServerTime()
    for n, before in enumerate(trips):
        time.observe(n + before / 2, n, n + before)
    time.observe(1000 + step, 1000, 1000 + trip)

    assert time.to_monotonic(1000 + step) == pytest.approx(1000, abs=trip / 2 + 1e-6)


@given(drift=st.floats(-SAME / 2, SAME / 2))
def test_a_clock_that_drifts_a_little_is_not_taken_for_set(drift: float) -> None:
    """The quickest exchange goes on being believed while others differ by less than clocks do."""
    time = ServerTime()
    time.observe(server=0, sent=0, received=0)
    time.observe(server=1 + drift, sent=1, received=1.01)

    assert time.to_monotonic(2) == pytest.approx(2)


def test_old_exchanges_are_forgotten() -> None:
    """Once it has left the window, the quickest exchange is believed no more."""
    time = ServerTime(window=2)
    time.observe(server=100.0, sent=0.0, received=0.0)
    time.observe(server=111.5, sent=10.0, received=12.0)
    early = time.to_monotonic(100.0)
    time.observe(server=121.0, sent=20.0, received=23.0)

    assert (0.0, -0.5) == (early, time.to_monotonic(100.0))


def test_nothing_is_known_before_the_first_exchange() -> None:
    """Without an exchange there is no answer, rather than a wrong one."""
    with pytest.raises(ValueError, match="empty"):
        ServerTime().to_monotonic(0.0)


async def test_sleeping_ends_at_the_instant() -> None:
    """The clock sleeps until its own instant, and not at all where that is past."""
    clock = SystemClock()
    instant = clock.monotonic() + 0.01
    await clock.sleep_until(instant)
    reached = clock.monotonic()
    await asyncio.wait_for(clock.sleep_until(reached - 60), timeout=5)

    assert instant <= reached
    assert clock.wall() > 1_700_000_000


class ByHand(SystemClock):
    """The machine's clock over time that only moves while somebody sleeps."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        super().__init__()
        self.now = 0.0
        self.still: list[float] = []
        monkeypatch.setattr(time, "sleep", self._stand)

    def monotonic(self) -> float:
        return self.now

    async def sleep_until(self, instant: float) -> None:
        self.now = max(self.now, instant)

    def _stand(self, seconds: float) -> None:
        self.still.append(seconds)
        self.now += seconds


async def test_an_instant_is_met_closer_than_the_loop_comes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The loop wakes early and stands still for the rest; an instant that is past is not waited for."""
    clock = ByHand(monkeypatch)
    await clock.meet(1.0)
    await clock.meet(0.5)

    assert clock.still == [pytest.approx(EARLY)]
    assert clock.now == pytest.approx(1.0)


@given(gaps=st.lists(st.floats(0, 0.1), max_size=100))
async def test_the_loop_stands_still_for_a_tenth_of_the_time(gaps: list[float]) -> None:
    """However many instants are met, all are reached, and other calls have nine tenths of the loop."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        clock, instant = ByHand(monkeypatch), 1.0
        for gap in gaps:
            instant += gap
            await clock.meet(instant)
            assert clock.now >= instant - 1e-9

    assert sum(clock.still) <= EARLY + sum(gaps) / REST + 1e-6


async def test_real_instants_are_met() -> None:
    """By the machine's own clock an instant has come when it is met, with the loop's timers too."""
    clock = SystemClock()
    for _ in range(5):
        instant = clock.monotonic() + 0.003
        await clock.meet(instant)
        assert clock.monotonic() >= instant
