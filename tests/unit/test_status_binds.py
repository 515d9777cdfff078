"""`status` names the first thing that holds the rows back."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from jobs.model import JobStatus
from worker.ops.status.binds import binding
from worker.ops.status.english import ENGLISH
from worker.ops.status.records import Binding, Limit, Pause, Waiting, WorkerLine

NOW = datetime(2026, 11, 23, tzinfo=UTC)
LATER = NOW + timedelta(minutes=1)
DUE = Waiting("default", due=5, backing_off=0, later=0, next_due=NOW)
PAUSE = Pause("default", "AuthFailure", None, NOW, None)


def worker(blocked: str | None = None) -> WorkerLine:
    """Make a living worker."""
    return WorkerLine("w", "host", 1, "0", "api", 20, 3, blocked, NOW, NOW)


def name(
    *waiting: Waiting,
    pauses: tuple[Pause, ...] = (),
    workers: tuple[WorkerLine, ...] = (),
    limits: tuple[Limit, ...] = (),
    rate: float = 0,
    sending: int = 0,
) -> Binding:
    """Return what binds."""
    jobs = {status.value: 0 for status in JobStatus}
    jobs["pending"] = sum(
        line.due + line.backing_off + line.later + line.for_files + line.held for line in waiting
    )
    jobs["sending"] = sending
    return binding(
        jobs, waiting, pauses, workers, limits=limits, rate=rate, limit=20, at=NOW, say=ENGLISH
    )[0]


def test_nothing_waits() -> None:
    """Without waiting rows the night is over, or its last calls are on the wire."""
    assert ("done", "calls") == (name(), name(sending=2, workers=(worker(),)))


def test_a_pause_holds_before_everything_else() -> None:
    """A paused account with due rows is the cause, whether or not workers run."""
    assert "pause" == name(DUE, pauses=(PAUSE,), workers=(worker(),))


def test_the_pause_of_another_account_is_not_the_cause() -> None:
    """Rows of an open account are held by something else."""
    other = Pause("other", "AuthFailure", None, NOW, None)

    assert "no_worker" == name(DUE, pauses=(other,))


def test_all_paused_holds_every_account() -> None:
    """The pause of all accounts counts for each."""
    assert "pause" == name(DUE, pauses=(Pause("*", "Worker.DatabaseChanged", None, NOW, None),))


def test_no_worker() -> None:
    """Due rows without a living worker, and rows on the wire of workers that are gone."""
    assert ("no_worker", "no_worker") == (name(DUE), name(sending=2))


def test_blocked() -> None:
    """No worker may send for what is due; an account that one may send for is held by something else."""
    stopped = replace(DUE, account="south", blocked="bound to another key")

    assert "blocked" == name(stopped, workers=(worker("bound to another key"),))
    assert "calls" == name(stopped, DUE, workers=(worker(),))
    assert "pause" == name(DUE, pauses=(PAUSE,), workers=(worker(),))
    assert "blocked" == name(stopped, DUE, pauses=(PAUSE,), workers=(worker(),))
    assert "no_worker" == name(stopped)


def test_back_off_and_planned_rows_are_told_apart() -> None:
    """Rows that wait after a try, and rows that were never due."""
    backing_off = Waiting("default", 0, 2, 1, LATER)
    planned = Waiting("default", 0, 0, 3, LATER)

    assert ("back_off", "nothing_due") == (name(backing_off), name(planned))


def test_held_batches() -> None:
    """Where nothing is due, held rows are the cause unless more are planned, or some are to be tried again."""
    held = Waiting("default", 0, 0, later=2, next_due=LATER, held=5)

    assert "hold" == name(held, workers=(worker(),))
    assert "nothing_due" == name(replace(held, held=2), workers=(worker(),))
    assert "back_off" == name(replace(held, backing_off=1), workers=(worker(),))
    assert "calls" == name(held, DUE, workers=(worker(),))


def test_the_limit_holds_when_it_is_used_up() -> None:
    """Nine tenths of the limit is the limit; below, the calls themselves are slow."""
    assert ("limit", "calls") == (
        name(DUE, workers=(worker(),), rate=19),
        name(DUE, workers=(worker(),), rate=5),
    )


def bucket(*, shared: bool = False, ill_since: datetime | None = None) -> Limit:
    """Make a bucket in use."""
    return Limit("key", "", "action", 20, 12, shared, ill_since, 0, 0, None, live=True)


def test_a_key_in_other_hands() -> None:
    """Refusals within our own line are named as somebody else's use of the key."""
    assert "shared_key" == name(DUE, workers=(worker(),), limits=(bucket(shared=True),), rate=12)


def test_an_ill_endpoint() -> None:
    """An endpoint that is ill is named before the limit that it slows."""
    assert "ill" == name(DUE, workers=(worker(),), limits=(bucket(ill_since=NOW),), rate=12)


def test_rows_that_wait_for_their_files() -> None:
    """Where all that is due waits for files they are the cause; a pause and a missing worker come before."""
    waiting = Waiting("default", 0, 0, 0, NOW, for_files=5)

    assert "files" == name(waiting, workers=(worker(),))
    assert "no_worker" == name(waiting)
    assert "pause" == name(waiting, pauses=(PAUSE,), workers=(worker(),))
    assert "calls" == name(DUE, waiting, workers=(worker(),))
