"""`flowgroup status` as a person reads it."""

import pytest

from tests.support.jobs_command import Desk

MARKUP = ("[/b] closed", "[shop1] waits", ":smile:")


@pytest.fixture
def desk(database_url: str) -> Desk:
    """Return an operator's desk on the test's own database."""
    return Desk(database_url)


@pytest.mark.parametrize("reason", MARKUP)
def test_a_reason_is_shown_as_it_was_given(desk: Desk, reason: str) -> None:
    """Square brackets and colons in the database's text are text, and no markup."""
    desk.fetch("SELECT flowgroup.pause('north', NULL, $1)", reason)

    assert reason in desk.says("status")


def test_codes_and_accounts_are_shown_as_they_are(desk: Desk) -> None:
    """An account and a code in square brackets keep every character."""
    desk.insert(status="in_doubt", error_code="[/b].[shop1]")
    desk.fetch("SELECT flowgroup.pause('[shop1]', NULL, '')")

    text = desk.says("status")

    assert [2, 1] == [text.count("[/b].[shop1]"), text.count("\n[shop1] ")]


@pytest.mark.parametrize("reason", MARKUP)
def test_a_story_is_told_as_it_happened(desk: Desk, reason: str) -> None:
    """`jobs show` repeats reasons and codes by the letter."""
    row = desk.insert(status="cancelled", error_code=reason, batch=reason)
    desk.fetch("SELECT flowgroup.retry($1, $2)", row, reason)

    assert 3 <= desk.says("jobs", "show", str(row)).count(reason)
    assert reason in desk.says("jobs", "list")
