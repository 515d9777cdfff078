"""`jobs show`, `status` and `doctor` say what to do in the catalogue's words, filled in."""

import pytest

from tests.support.jobs_command import Desk
from worker.ops.language import Language, advice

QUOTA = "OperationDenied.NoQuota"
PAUSED = "INSERT INTO flowgroup.accounts (account, paused_since, pause_code) VALUES ($1, now(), $2)"


@pytest.fixture
def desk(database_url: str) -> Desk:
    """Return an operator's desk on the test's own database."""
    return Desk(database_url)


def told(code: str, lang: Language, *, job: int | None = None, account: str) -> str:
    """Return the catalogue's advice, without line breaks."""
    return " ".join(advice(code, lang, job=job, account=account).split())


def said(desk: Desk, *arguments: str, lang: Language) -> str:
    """Return what a command says, without line breaks."""
    return " ".join(desk.says(*arguments, lang=lang, width=400).split())


@pytest.mark.parametrize("lang", ["en", "zh-CN"])
@pytest.mark.parametrize(
    "code",
    ["InvalidParameter.Mobile", "InvalidParameter.CustomShowMap", "InvalidParameter.Later", QUOTA],
)
def test_a_failed_row_says_what_is_to_be_mended(desk: Desk, code: str, lang: Language) -> None:
    """The next step of a failed row is its code's own, ready to be typed, and always ends in a retry."""
    row = desk.insert(status="failed", error_code=code)

    text = said(desk, "jobs", "show", str(row), lang=lang)

    assert told(code, lang, job=row, account="default") in text
    assert f"flowgroup jobs retry {row}" in text


@pytest.mark.parametrize("code", ["FailedOperation", "Nonsense"])
def test_a_failed_row_whose_group_may_exist_is_looked_up_first(desk: Desk, code: str) -> None:
    """A code that leaves the group possible never says just: retry."""
    row = desk.insert(status="failed", error_code=code)

    assert "Only if it does not exist:" in desk.says("jobs", "show", str(row))


@pytest.mark.parametrize("lang", ["en", "zh-CN"])
@pytest.mark.parametrize("account", ["north", "*"])
def test_status_says_what_ends_a_pause(desk: Desk, account: str, lang: Language) -> None:
    """The next step of a paused night is that of the code which paused it, for this account or for all."""
    desk.insert(account="north")
    desk.fetch(PAUSED, account, QUOTA)

    text = said(desk, "status", lang=lang)

    assert told(QUOTA, lang, account=account) in text
    assert ("--account north" in text) == (account == "north")
