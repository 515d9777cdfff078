"""Several slots of one reservation: which rows are begun for which instant."""

from datetime import UTC, datetime, timedelta

import pytest

from worker.throttle import LATENESS, Slots

AT = datetime(2026, 11, 26, 2, 0, tzinfo=UTC)
INTERVAL = 0.0505


def slots(n: int, interval: float = INTERVAL) -> Slots:
    return Slots(AT, 100.0, interval, n, 0.03)


def test_each_is_begun_for_itself() -> None:
    """At twenty a second four slots are four groups of one, each thirty milliseconds ahead of its own instant."""
    parts = list(slots(4).parts(1))

    assert [1] * 4 == [part.n for part in parts]
    assert [100 - 0.03 + k * INTERVAL for k in range(4)] == pytest.approx(
        [part.begin_at for part in parts]
    )
    assert [AT + timedelta(seconds=k * INTERVAL) for k in range(4)] == [
        part.slot_at for part in parts
    ]


def test_close_ones_are_begun_together() -> None:
    """Groups hold as many as are begun at once, the last one what is left; no instant is lost or moved."""
    whole = slots(7, interval=0.002)
    parts = list(whole.parts(3))

    assert [3, 3, 1] == [part.n for part in parts]
    assert [whole.slot(k).instant for k in range(7)] == pytest.approx(
        [part.slot(k).instant for part in parts for k in range(part.n)]
    )


@pytest.mark.parametrize(("n", "lateness"), [(1, LATENESS), (5, LATENESS), (20, 0.02)])
def test_a_group_may_be_as_late_as_it_takes_to_send(n: int, lateness: float) -> None:
    """A slot is missed after five milliseconds; in a large group after a millisecond for each of it."""
    assert lateness == slots(n, interval=0.002).lateness


@pytest.mark.parametrize(("spare", "lateness"), [(0.004, 0.002), (0.01, LATENESS)])
def test_no_slot_is_used_so_late_that_its_second_holds_one_too_many(
    spare: float, lateness: float
) -> None:
    """What the margin leaves of a second, less the way, is the most that a slot may be late."""
    assert lateness == Slots(AT, 100.0, INTERVAL, 1, 0.03, spare).lateness
