"""The states and the ways between them."""

from jobs.model import FINAL, TRANSITIONS, JobStatus


def test_each_state_says_where_it_goes() -> None:
    """The table has a line for each state, with the promised targets."""
    promised = {
        "pending": {"sending", "invalid", "cancelled", "failed", "succeeded"},
        "sending": {"succeeded", "failed", "pending", "in_doubt"},
        "succeeded": set(),
        "failed": {"pending", "succeeded"},
        "invalid": {"pending", "succeeded"},
        "in_doubt": {"succeeded", "failed", "pending"},
        "cancelled": {"pending", "succeeded"},
    }

    assert promised == {str(state): set(map(str, to)) for state, to in TRANSITIONS.items()}


def test_nothing_but_pending_leads_to_the_wire() -> None:
    """Only a pending row can be sent."""
    assert {JobStatus.PENDING} == {s for s, to in TRANSITIONS.items() if JobStatus.SENDING in to}


def test_all_but_two_states_are_final() -> None:
    """Final means neither waiting nor on the wire."""
    assert set(JobStatus) - {JobStatus.PENDING, JobStatus.SENDING} == FINAL
