"""What it means that the API does not know the files of a call."""

import pytest

from jobs import lost_files
from jobs.errors import Scope
from jobs.outcome import AccountPaused, ApiError, InDoubt, Outcome, Refused, TryAgain


def refused(code: str, scope: Scope = "job") -> Refused:
    return Refused(ApiError(code, "gone", "request-1", scope))


LOST = refused("ResourceNotFound.File")


@pytest.mark.parametrize(
    "code",
    [
        "ResourceNotFound",
        "ResourceNotFound.File",
        "ResourceNotFound.New",
        "InvalidParameter.DataNotFound",
    ],
)
def test_what_may_mean_that_an_id_is_gone(code: str) -> None:
    """A code that names a file, or nothing in particular, is taken for one."""
    assert lost_files.says_lost(refused(code))


@pytest.mark.parametrize(
    "outcome",
    [
        refused("InvalidParameter"),
        refused("ResourceNotFound.Seal"),
        refused("ResourceNotFound.Application", "app"),
        InDoubt(ApiError("ResourceNotFound.File", "")),
        AccountPaused(ApiError("ResourceNotFound.File", "")),
    ],
    ids=repr,
)
def test_what_speaks_of_something_else(outcome: Outcome) -> None:
    """Other codes, what concerns more than the row, and what is no verdict are not."""
    assert not lost_files.says_lost(outcome)


def test_ids_of_references_are_replaced_once() -> None:
    """The first time the row may be sent again without risk, the second time the API's verdict holds."""
    first = lost_files.from_references(LOST, lost_before=False)

    assert TryAgain("transient", LOST.error, duplicate_risk=False) == first
    assert LOST == lost_files.from_references(LOST, lost_before=True)


def test_given_ids_get_a_hint() -> None:
    """The API's own words come first, its code stays."""
    told = lost_files.given(LOST)

    assert told.error.message.startswith("gone (")
    assert (LOST.error.code, LOST.error.request_id) == (told.error.code, told.error.request_id)
