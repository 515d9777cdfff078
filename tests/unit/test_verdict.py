"""The night in one sentence."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from worker.ops.batch.records import Progress
from worker.ops.quota.records import Quota
from worker.ops.web.page.texts import texts
from worker.ops.web.page.tonight import Hand, Limit, Pause, Stop, Tonight
from worker.ops.web.page.verdict import verdict

AT = datetime(2026, 11, 26, 3, tzinfo=UTC)
SOON, LATE = AT + timedelta(minutes=12), AT + timedelta(hours=2)
MOVING = Progress("a", 100, 60, 0, 40, 0, 0, 0, 0, 80, 0.4, 60, 0, SOON, SOON, AT, None, None, None)
STANDING = replace(MOVING, batch="b", eta_now=None)
HELD = replace(STANDING, batch="c", held_since=AT)
OVER = replace(MOVING, batch="d", pending=0, calls_left=0, eta_now=None, eta_at_best=None)
PAUSE = Pause("b", "Worker.OperatorPause", None, AT, None, None, waited_for=True)
BUCKET = Limit(20, 19.8, shared=False, ill_since=None, refused=0, lost=0)
HAND = Hand("w", 1, None)
STOP = Stop("south", "why")
ENOUGH = Quota("a", 50, AT, "li", None, 10, 40, 40, 0, 0, True, None, None)  # noqa: FBT003 - a row
SHORT = replace(ENOUGH, units_left=30, missing=10, enough=False, groups_left=9)
NIGHT = Tonight(AT, [MOVING], [], [BUCKET], [HAND], [], {})


@pytest.mark.parametrize(
    ("night", "kind", "level"),
    [
        (NIGHT, "on_course", "good"),
        (replace(NIGHT, batches=[]), "empty", "care"),
        (replace(NIGHT, batches=[OVER]), "done", "good"),
        (replace(NIGHT, batches=[OVER], attention={"in_doubt": 3}), "left_over", "care"),
        (replace(NIGHT, batches=[replace(OVER, sending=2)]), "finishing", "good"),
        (replace(NIGHT, workers=[]), "no_worker", "stop"),
        (replace(NIGHT, workers=[replace(HAND, blocked="full")]), "blocked", "stop"),
        (replace(NIGHT, workers=[HAND, replace(HAND, blocked="full")]), "on_course", "good"),
        (replace(NIGHT, batches=[MOVING, STANDING], stops=[STOP]), "partly_blocked", "care"),
        (replace(NIGHT, batches=[STANDING], stops=[STOP]), "account_blocked", "stop"),
        (replace(NIGHT, pauses=[replace(PAUSE, account="*")]), "all_paused", "stop"),
        (replace(NIGHT, batches=[STANDING], pauses=[PAUSE]), "paused", "stop"),
        (replace(NIGHT, batches=[MOVING, STANDING], pauses=[PAUSE]), "partly", "care"),
        (replace(NIGHT, pauses=[replace(PAUSE, waited_for=False)]), "on_course", "good"),
        (replace(NIGHT, batches=[HELD]), "held", "stop"),
        (replace(NIGHT, batches=[MOVING, HELD]), "partly", "care"),
        (replace(NIGHT, batches=[replace(MOVING, planned_later=60)]), "planned", "good"),
        (replace(NIGHT, batches=[STANDING]), "starting", "good"),
        (replace(NIGHT, limits=[replace(BUCKET, ill_since=AT)]), "ill", "care"),
        (replace(NIGHT, limits=[replace(BUCKET, shared=True)]), "shared", "care"),
        (replace(NIGHT, quotas=[ENOUGH]), "on_course", "good"),
        (replace(NIGHT, quotas=[ENOUGH, SHORT]), "short", "care"),
        (
            replace(NIGHT, quotas=[SHORT], batches=[replace(MOVING, planned_later=60)]),
            "short",
            "care",
        ),
        (replace(NIGHT, quotas=[SHORT], batches=[OVER]), "done", "good"),
    ],
)
def test_kinds(night: Tonight, kind: str, level: str) -> None:
    """The gravest thing that holds is said, and each has its words."""
    found = verdict(night)

    assert (kind, level) == (found.kind, found.level)
    assert {f"v_{kind}", f"d_{kind}"} <= texts("en").keys()


def test_what_is_to_be_bought_is_added_up() -> None:
    """Accounts whose quota falls short are named, with the contracts that are missing in all."""
    other = replace(SHORT, account="b", missing=5)
    found = verdict(replace(NIGHT, quotas=[SHORT, other, replace(ENOUGH, account="c")]))

    assert (("a", "b"), 15, SOON) == (found.names, found.buy, found.done_by)


def test_the_last_end_counts() -> None:
    """The night is done when its last batch is; what stands still is named and counted."""
    other = replace(MOVING, batch="e", eta_now=LATE, eta_at_best=SOON)
    found = verdict(replace(NIGHT, batches=[MOVING, other, STANDING], pauses=[PAUSE]))

    assert (LATE, SOON, 60, ("b",)) == (found.done_by, found.at_best, found.stuck, found.names)
