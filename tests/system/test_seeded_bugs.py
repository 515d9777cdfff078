"""The machine sees what it is for: six bugs that queues really have are each caught."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis.errors import FlakyStrategyDefinition

from tests.chaos import machine
from tests.chaos.model import laws
from tests.chaos.model.base import Tally
from tests.chaos.model.bugs import (
    NO_PAUSE_CHECK,
    NO_QUARANTINE,
    NONE,
    REQUEUE,
    RESEND,
    UNFENCED,
    WORKERS_CLOCK,
    Bug,
)

AT_MOST = 60_000
CAUGHT = [
    (REQUEUE, 1, "unfenced: Move"),
    (NO_QUARANTINE, 1, "verdict on job . accepted: expected False, saw True"),
    (UNFENCED, 1, "unfenced: Move"),
    (WORKERS_CLOCK, 1, "reaped: expected"),
    (RESEND, 4, "created twice|lost|unfenced"),
    (NO_PAUSE_CHECK, 1, "begun while paused"),
]


def seek(database_url: str, seed: int, **how: Any) -> None:  # noqa: ANN401 - of explore
    """Explore; from another seed where the server's own clock made a replay take another way."""
    for other in range(3):
        with suppress(FlakyStrategyDefinition):
            machine.explore(database_url, seeded=seed + 100 * other, steps=AT_MOST, **how)
            return


@pytest.mark.timeout(300)  # what a seed draws changes with the code
@pytest.mark.parametrize(("bug", "seed", "law"), CAUGHT, ids=[bug.name for bug, *_ in CAUGHT])
def test_is_caught(database_url: str, bug: Bug, seed: int, law: str) -> None:
    """Each bug breaks the law that it sins against within a bounded number of steps."""
    with pytest.raises(laws.BrokenLawError, match=law):
        seek(database_url, seed, bug=bug)


@pytest.mark.timeout(300)
def test_the_ledger_shows_it(database_url: str) -> None:
    """Where only the receiver's ledger is looked at, a requeued row shows as groups created twice."""
    with pytest.raises(laws.BrokenLawError, match="created twice"):
        seek(database_url, 4, bug=REQUEUE, held=laws.LEDGER)


@pytest.mark.timeout(300)
def test_a_search_may_start_anew(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A search whose replay took another way is begun again in the same database, and finds the bug."""
    real, searches = machine.explore, list[int]()

    def flaky(url: str, **how: Any) -> Tally:  # noqa: ANN401 - of explore
        searches.append(how["seeded"])
        if len(searches) > 1:
            return real(url, **how)
        real(url, **how | {"steps": 1, "bug": NONE})
        raise FlakyStrategyDefinition

    monkeypatch.setattr(machine, "explore", flaky)
    with pytest.raises(laws.BrokenLawError):
        seek(database_url, 1, bug=REQUEUE)
    assert searches == [1, 101]
