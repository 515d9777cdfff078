"""The product's own throttle under any trouble: no window sees more calls than the bound, no slot is used twice."""

from collections.abc import Sequence
from itertools import pairwise

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.support.fleet import Fleet, Trouble
from worker.emulator import peak
from worker.throttle import Slot, Throttle

ROUNDING = 1e-5  # s: instants have whole microseconds, and epoch seconds a quarter of one
MARGINS = (0.004, 0.01, 0.05, 0.5)  # of the interval; 0.2 ms, 0.5 ms and more at 20 a second
# A seed does not shrink.
QUICK = settings(max_examples=120, deadline=None, database=None, phases=[Phase.generate])

seeds = st.integers(0, 2**32)
workers = st.integers(1, 6)
troubles = st.builds(
    Trouble,
    seed=seeds,
    rate=st.sampled_from([0.5, 5, 20, 95, 400]),
    workers=workers,
    way=st.sampled_from([0.0005, 0.004]),
    network=st.sampled_from([0.0, 0.02]),
    margin=st.sampled_from(MARGINS),
    steered=st.booleans(),
    ill=st.booleans(),
)
calm = st.builds(
    Trouble,
    seed=seeds,
    rate=st.sampled_from([5, 20]),
    workers=workers,
    way=st.just(0.0005),
    network=st.just(0.0004),
    margin=st.sampled_from(MARGINS),
)


def crowding(arrivals: Sequence[float], interval: float) -> float:
    """Return the least J for which no window of any W holds more than ceil((W + J) / interval)."""
    most, ahead = 0.0, float("-inf")
    for index, instant in enumerate(arrivals):
        ahead = max(ahead, instant - index * interval)
        most = max(most, ahead - (instant - index * interval))
    return most


@QUICK
@given(troubles)
def test_no_window_exceeds_the_bound_and_no_slot_is_given_twice(trouble: Trouble) -> None:
    """Late, crashed, wrongly set and steered workers keep any window W to ceil((W + J) / least interval).

    Their slots, whoever booked them, are the least interval apart.
    """
    seen = Fleet(trouble).run()

    assert crowding(seen.arrivals, seen.least) <= seen.jitter(trouble) + ROUNDING
    assert all(seen.least - ROUNDING <= later - slot for slot, later in pairwise(seen.booked))


@QUICK
@given(calm)
def test_no_second_holds_more_than_the_limit(trouble: Trouble) -> None:
    """Where the ways take no more than a millisecond, any margin keeps every second to the limit itself."""
    assert trouble.rate >= peak(Fleet(trouble).run().arrivals)


class _Careless(Throttle):
    """Sends for a slot whenever it wakes."""

    async def admit(self, slot: Slot) -> bool:
        await self._clock.meet(slot.instant)
        return True


def test_workers_that_use_missed_slots_break_it() -> None:
    """The bound is near: the same workers exceed it as soon as they send for slots that they missed."""
    careless = Trouble(1, 20, 3, 0.0005, 0.0, 0.01)
    seen = Fleet(careless, _Careless).run()

    assert crowding(seen.arrivals, seen.least) > seen.jitter(careless) + ROUNDING


def test_hardly_a_slot_is_left_over() -> None:
    """The bound is not held by sending little: most slots are booked, and most of those used."""
    trouble = Trouble(1, 20, 4, 0.004, 0.0, 0.01)
    seen = Fleet(trouble).run()
    there_were = trouble.seconds / seen.least

    assert 0.9 * there_were < len(seen.booked)
    assert 0.75 * there_were < len(seen.arrivals)
