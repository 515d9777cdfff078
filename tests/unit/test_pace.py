"""How far ahead rows are begun: by what begins lately took."""

import pytest

from worker.pace import BEGIN_LEAD, IDLE_LEAD, LONGEST_LEAD, Pace

INTERVAL = 0.0505


def test_a_quick_database_changes_nothing() -> None:
    """With begins of two milliseconds rows are begun thirty ahead, four when idle, one by one."""
    pace = Pace()
    pace.took(0.002)

    assert (BEGIN_LEAD, IDLE_LEAD, 1) == (
        pace.begin_lead,
        pace.idle_lead,
        pace.slots_meanwhile(INTERVAL),
    )


def test_a_slow_commit_is_met_by_beginning_earlier_and_together() -> None:
    """With begins of eighty milliseconds rows are begun a hundred ahead, two at a time, idle or not."""
    pace = Pace()
    pace.took(0.08)

    assert [0.1, 0.1] == pytest.approx([pace.begin_lead, pace.idle_lead])
    assert 2 == pace.slots_meanwhile(INTERVAL)


def test_no_row_is_held_for_long() -> None:
    """However slow the database is, a row is begun 150 milliseconds ahead at the most."""
    pace = Pace()
    pace.took(5.0)

    assert [LONGEST_LEAD] * 2 == [pace.begin_lead, pace.idle_lead]


def test_one_slow_begin_is_forgotten() -> None:
    """Twenty quick begins after a slow one the lead is the ordinary one again."""
    pace = Pace()
    pace.took(0.1)
    for _ in range(20):
        pace.took(0.002)

    assert BEGIN_LEAD == pace.begin_lead
