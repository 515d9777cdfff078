"""What a run of outcomes says: one test per rule."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.errors import Scope
from jobs.outcome import AccountPaused, ApiError, Created, InDoubt, Outcome, Refused, TryAgain, Why
from worker.health import REFUSALS, WINDOW, Endpoint, Streaks, is_bad

GOOD = Created("group", ["flow-1", "flow-2"], None, "request", irregular=False)
DOUBT = InDoubt(ApiError("Worker.Timeout", ""))


def again(why: Why, code: str = "InternalError") -> TryAgain:
    return TryAgain(why, ApiError(code, ""), duplicate_risk=False)


def refused(code: str, scope: Scope = "app") -> Refused:
    return Refused(ApiError(code, "", scope=scope))


BAD = again("transient")
PAIR: list[Outcome] = [GOOD, BAD]
MISSED = again("not_sent", "Worker.SlotMissed")
VERDICTS: list[Outcome] = [
    GOOD,
    refused("InvalidParameter", "job"),
    AccountPaused(ApiError("AuthFailure", "")),
]
SILENT: list[Outcome] = [DOUBT, again("throttled", "RequestLimitExceeded"), MISSED]


def learn(endpoint: Endpoint, *outcomes: Outcome) -> list[bool]:
    return [endpoint.learn(outcome) for outcome in outcomes]


def paused_for(streaks: Streaks, *outcomes: Outcome) -> list[str | None]:
    return [streaks.learn(outcome) for outcome in outcomes]


@pytest.mark.parametrize("outcome", [*VERDICTS, *SILENT], ids=repr)
def test_what_does_not_speak_against_the_endpoint(outcome: Outcome) -> None:
    """A verdict, a doubt, a throttle and a slot of ours that was missed are no sign of an ill endpoint."""
    assert not is_bad(outcome)


@pytest.mark.parametrize("outcome", [BAD, again("not_sent", "Worker.ConnectFailed")], ids=repr)
def test_what_speaks_against_the_endpoint(outcome: Outcome) -> None:
    """A transient error and a connection that could not be made are."""
    assert is_bad(outcome)


def test_half_of_the_last_forty_make_it_ill() -> None:
    """With the twentieth bad call of forty the endpoint is ill, and not before."""
    endpoint = Endpoint()

    assert [False] * 39 == learn(endpoint, *PAIR * 19, GOOD)
    assert endpoint.learn(BAD)
    assert endpoint.ill


def test_fewer_than_forty_calls_say_nothing() -> None:
    """The first 39 calls may all fail."""
    endpoint = Endpoint()

    assert [False] * 39 == learn(endpoint, *[BAD] * 39)
    assert not endpoint.ill


def test_calls_before_the_last_forty_are_forgotten() -> None:
    """Bad calls that lie further back than forty count no more."""
    endpoint = Endpoint()

    assert not any(learn(endpoint, *[BAD] * 19, *[GOOD] * 40, *[BAD] * 19))


@pytest.mark.parametrize("outcome", [BAD, *SILENT], ids=repr)
def test_it_stays_ill_without_a_verdict(outcome: Outcome) -> None:
    """Failures, doubts, throttles and missed slots leave an ill endpoint ill."""
    endpoint = Endpoint()
    learn(endpoint, *[BAD] * WINDOW)

    assert [False] * 50 == learn(endpoint, *[outcome] * 50)
    assert endpoint.ill


def test_a_missed_slot_is_no_call() -> None:
    """Slots that were missed do not dilute the window."""
    endpoint = Endpoint()
    learn(endpoint, *[MISSED] * WINDOW, *[BAD] * 39, *[MISSED] * WINDOW)

    assert endpoint.learn(BAD)


@pytest.mark.parametrize("outcome", VERDICTS, ids=repr)
def test_one_verdict_heals(outcome: Outcome) -> None:
    """The first verdict makes an ill endpoint well, and its past is forgotten."""
    endpoint = Endpoint()
    learn(endpoint, *[BAD] * WINDOW)

    assert endpoint.learn(outcome)
    assert not endpoint.ill
    assert [False] * 39 == learn(endpoint, *[BAD] * 39)


@given(bad=st.lists(st.booleans(), max_size=120))
def test_illness_is_a_matter_of_the_window(bad: list[bool]) -> None:
    """Up to the first illness it is told exactly when half of a full window is bad."""
    endpoint = Endpoint()
    for n in range(1, len(bad) + 1):
        window = bad[max(n - WINDOW, 0) : n]
        expected = len(window) == WINDOW and 2 * sum(window) >= WINDOW

        assert expected == endpoint.learn(BAD if bad[n - 1] else GOOD)
        if expected:
            return


def test_a_streak_of_doubts_pauses() -> None:
    """The last doubt of the agreed number in a row asks for a pause, and the count starts anew."""
    streaks = Streaks(3)

    assert [None, None, "Worker.InDoubtStreak"] * 2 == paused_for(streaks, *[DOUBT] * 6)


@pytest.mark.parametrize("verdict", [GOOD, refused("InvalidParameter", "job")], ids=repr)
def test_a_verdict_ends_a_streak_of_doubts(verdict: Outcome) -> None:
    """A creation or a refusal between doubts starts their count anew."""
    assert not any(paused_for(Streaks(3), DOUBT, DOUBT, verdict, DOUBT, DOUBT))


@pytest.mark.parametrize("outcome", [BAD, AccountPaused(ApiError("AuthFailure", ""))], ids=repr)
def test_what_is_no_verdict_leaves_a_streak(outcome: Outcome) -> None:
    """A retried error or a paused account between doubts does not hide them."""
    assert "Worker.InDoubtStreak" == paused_for(Streaks(2), DOUBT, outcome, DOUBT)[-1]


def test_zero_never_pauses_for_doubts() -> None:
    """FLOWGROUP_IN_DOUBT_PAUSE=0 switches the rule off."""
    assert not any(paused_for(Streaks(0), *[DOUBT] * 50))


def test_five_refusals_of_one_code_pause() -> None:
    """The fifth refusal in a row whose cause is wider than its job pauses for its code, then counts anew."""
    streaks = Streaks(10)
    four = [None] * (REFUSALS - 1)

    assert [*four, "Code", *four, "Code"] == paused_for(streaks, *[refused("Code")] * 2 * REFUSALS)


def test_refusals_of_a_job_never_pause() -> None:
    """A refusal that concerns its own payload counts for nothing, however often it comes."""
    assert not any(paused_for(Streaks(10), *[refused("Code", "job")] * 50))


def test_another_code_starts_anew() -> None:
    """Refusals of different codes do not add up."""
    mixed = [refused("A")] * 4 + [refused("B")] * 4 + [refused("A")] * 4

    assert not any(paused_for(Streaks(10), *mixed))


def test_a_creation_ends_a_streak_of_refusals() -> None:
    """Whoever still creates is not stopped."""
    four = [refused("Code")] * 4

    assert not any(paused_for(Streaks(10), *four, GOOD, *four))


@pytest.mark.parametrize("other", [refused("InvalidParameter", "job"), BAD, DOUBT], ids=repr)
def test_what_creates_nothing_leaves_a_streak_of_refusals(other: Outcome) -> None:
    """Other failures in between do not hide that a feature is refused."""
    assert "Code" == paused_for(Streaks(10), *[refused("Code")] * 4, other, refused("Code"))[-1]
