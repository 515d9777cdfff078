"""The judge of the campaigns: a row in doubt has one injected cause, and no kill explains what was long answered."""

from collections.abc import Sequence

import pytest

from tests.chaos.causes import SENT_WITHIN, WRITTEN_WITHIN, Injury, Pace, cause, doubt
from worker.emulator import Entry

PID = 7
BEGUN = 100.0
ARRIVED = 100.2
LATENCY = 0.1
ANSWERED = ARRIVED + LATENCY
LATE = 2.5
PACE = Pace(LATENCY, {"late": LATE})


def arrival(fault: str = "", wall: float = ARRIVED) -> Entry:
    call = (1, 0, wall, "action", "key", 1, "job-1", "", 2, "request")
    return Entry(*call, created=True, code="", fault=fault, flow_group_id="g", flow_ids=("f",))


def kill(at: float, pid: int = PID) -> Injury:
    return Injury("SIGKILL", pid, at, at + 0.01)


def stop(since: float, until: float) -> Injury:
    return Injury("SIGSTOP", PID, since, until)


def why(entries: Sequence[Entry], *injuries: Injury) -> str | None:
    found = cause(doubt(PID, BEGUN, entries), injuries, PACE)
    return found[0] if found else None


@pytest.mark.parametrize(
    ("entries", "injuries", "expected"),
    [
        ([arrival()], [kill(ARRIVED + LATENCY / 2)], "SIGKILL"),
        ([arrival()], [kill(ANSWERED + WRITTEN_WITHIN - 0.1)], "SIGKILL"),
        ([arrival()], [kill(ANSWERED + WRITTEN_WITHIN + 0.1)], None),
        ([arrival()], [kill(BEGUN - 1)], None),
        ([arrival()], [kill(ARRIVED, pid=8)], None),
        ([arrival()], [], None),
        ([], [kill(BEGUN + SENT_WITHIN)], "SIGKILL"),
        ([], [kill(BEGUN + SENT_WITHIN + WRITTEN_WITHIN + 0.1)], None),
    ],
)
def test_a_kill_explains_what_was_on_the_wire(
    entries: list[Entry], injuries: list[Injury], expected: str | None
) -> None:
    """A kill of its own worker explains a row while its call is on the wire, and shortly after; no other does."""
    assert expected == why(entries, *injuries)


@pytest.mark.parametrize(
    ("frozen", "killed", "expected"),
    [
        ((ARRIVED, 110), 109, "SIGKILL"),
        ((ARRIVED, 110), 110 + WRITTEN_WITHIN - 0.1, "SIGKILL"),
        ((ARRIVED, 110), 110 + WRITTEN_WITHIN + 0.1, None),
        ((ANSWERED + WRITTEN_WITHIN + 0.1, 110), 109, None),
    ],
)
def test_who_stands_still_reads_no_answer(
    frozen: tuple[float, float], killed: float, expected: str | None
) -> None:
    """An answer that came while its worker stood still counts as read when that one goes on."""
    assert expected == why([arrival()], stop(*frozen), kill(killed))


def test_a_spoilt_answer_explains_its_own_attempt_only() -> None:
    """A fault on the row's newest call is a cause; one on an earlier call is none."""
    assert "truncated" == why([arrival("truncated")])
    assert why([arrival("truncated", wall=BEGUN - 50)]) is None


def test_one_cause_only() -> None:
    """Of a kill and a spoilt answer the one that struck first is the cause."""
    assert "SIGKILL" == why([arrival("truncated")], kill(ARRIVED + LATENCY / 2))
    assert "truncated" == why([arrival("truncated")], kill(ANSWERED + 0.1))


def test_a_late_answer_is_no_cause_by_itself() -> None:
    """A late answer settles its row, unless the worker that reads for it is killed before it comes."""
    assert why([arrival("late")]) is None
    assert "SIGKILL" == why([arrival("late")], kill(ANSWERED + LATE - 0.1))
