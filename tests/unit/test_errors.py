"""The catalogue: complete, as documented, and sane for codes that it does not hold."""

import json
from pathlib import Path
from typing import get_args

import pytest
from tencentcloud.essbasic.v20210526 import errorcodes

from jobs.errors import ErrorClass, Scope, catalogue, lookup

DOCUMENTED = json.loads(
    (Path(__file__).parent / "data" / "documented_codes.json").read_text("utf-8")
)
WORKER_CODES = {
    "Worker.Expired",
    "Worker.NotCreated",
    "Worker.NoCredentials",
    "Worker.Defect",
    "Worker.Lost",
    "Worker.Timeout",
    "Worker.ConnectionLost",
    "Worker.BadAnswer",
    "Worker.ConnectFailed",
    "Worker.SlotMissed",
    "Worker.Unsent",
    "Worker.UploadWaits",
    "Worker.KeyMismatch",
    "Worker.EndpointMismatch",
    "Worker.DatabaseChanged",
    "Worker.OperatorPause",
    "Worker.InDoubtStreak",
    "Worker.ClockSkew",
    "Worker.FilesAway",
}


@pytest.mark.parametrize(("source", "count"), [("api", 51), ("common", 38), ("product", 136)])
def test_each_documented_code_is_classified_as_documented(source: str, count: int) -> None:
    """Each of the 51 + 38 + 136 codes has the class, scope and ambiguity that the notes give."""
    documented = {code: tuple(entry) for code, entry in DOCUMENTED[source].items()}
    held = {code: catalogue()[code] for code in documented}

    assert count == len(documented)
    assert documented == {c: (e.error_class, e.scope, e.ambiguous) for c, e in held.items()}


def test_each_code_of_the_vendor_sdk_is_known() -> None:
    """Every constant of the official SDK's errorcodes.py is in the catalogue."""
    codes = {value for name, value in vars(errorcodes).items() if name.isupper()}

    assert 191 == len(codes)
    assert set() == codes - catalogue().keys()


def test_the_worker_codes_are_known() -> None:
    """The codes of our own are exactly the promised ones."""
    assert {c for c in catalogue() if c.startswith("Worker.")} == WORKER_CODES


def test_each_entry_is_whole() -> None:
    """Each entry has a legal class and scope, and a sentence in both languages."""
    for entry in catalogue().values():
        assert entry.error_class in get_args(ErrorClass)
        assert entry.scope in get_args(Scope)
        assert entry.meaning_en.isascii()
        assert entry.meaning_en.endswith(".")
        assert not entry.meaning_zh.isascii()
        assert entry.known


def test_only_account_and_throttle_codes_reach_beyond_their_job() -> None:
    """A transient or permanent code never has a scope other than the job."""
    wide = {e.error_class for e in catalogue().values() if e.scope != "job"}

    assert wide == {"account", "throttled"}


@pytest.mark.parametrize(
    ("code", "error_class", "scope", "ambiguous"),
    [
        ("RequestLimitExceeded.Later", "throttled", "api+region+caller", False),
        ("AuthFailure.Later", "account", "account", False),
        ("UnauthorizedOperation.Later", "account", "account", False),
        ("LimitExceeded.Later", "account", "account", False),
        ("InternalError.Later", "transient", "job", True),
        ("InvalidParameter.Later", "permanent", "job", False),
        ("InvalidParameterValue.Later", "permanent", "job", False),
        ("MissingParameter.Later", "permanent", "job", False),
        ("ResourceNotFound.Later", "permanent", "job", False),
        ("OperationDenied.Later", "permanent", "job", False),
        ("UnsupportedOperation.Later", "permanent", "job", False),
        ("FailedOperation.Later", "permanent", "job", True),
        ("Worker.Later", "permanent", "job", True),
        ("Later", "permanent", "job", True),
        ("", "permanent", "job", True),
    ],
)
def test_an_unknown_code_is_judged_by_its_prefix(
    code: str, error_class: str, scope: str, *, ambiguous: bool
) -> None:
    """An unknown code takes its family's class; one of no known family is in doubt."""
    entry = lookup(code)

    assert (code, False) == (entry.code, entry.known)
    assert (error_class, scope, ambiguous) == (entry.error_class, entry.scope, entry.ambiguous)
    assert entry.meaning_en
    assert entry.meaning_zh


def test_a_family_lends_its_meaning() -> None:
    """An unknown code of a known family is explained by the family's own sentence."""
    assert lookup("InternalError").meaning_en == lookup("InternalError.Later").meaning_en
