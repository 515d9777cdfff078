"""The state machine against a modelled wire: the short form of `python -m tests.chaos --only machine`."""

from tests.chaos.machine import QUICK_STEPS, explore

HAPPENS = (
    "probes",
    "late answers",
    "lost answers",
    "create, say InternalError",
    "in_doubt to pending",
    "verdicts too early",
    "ruled created",
    "ruled not created",
    "withdrawn",
)


def test_every_law_holds(database_url: str) -> None:
    """No order of events breaks a law, and every kind of event that matters comes up."""
    tally = explore(database_url, seeded=1, steps=QUICK_STEPS, happens=HAPPENS)

    assert QUICK_STEPS <= tally.steps
    assert [] == [name for name in HAPPENS if not tally.counts[name]]
