"""What each error code means for its job."""

from typing import Literal

import orjson
import pytest

from jobs.answer import HttpAnswer
from jobs.classify import classify
from jobs.errors import catalogue
from jobs.outcome import AccountPaused, ApiError, Created, InDoubt, Outcome, Refused, TryAgain

_CODES = [
    ("RequestLimitExceeded", "throttled"),
    ("RequestLimitExceeded.UinLimitExceeded", "throttled"),
    ("RequestLimitExceeded.Later", "throttled"),
    ("InternalError", "transient and risky"),
    ("InternalError.Db", "transient and risky"),
    ("InternalError.Later", "transient and risky"),
    ("ServiceUnavailable", "transient and risky"),
    ("ResourceInUse", "transient"),
    ("ResourceInsufficient", "transient"),
    ("ResourceUnavailable", "transient"),
    ("AuthFailure.SecretIdNotFound", "paused"),
    ("AuthFailure.Later", "paused"),
    ("UnauthorizedOperation.NoPermissionFeature", "paused"),
    ("OperationDenied.NoQuota", "paused"),
    ("LimitExceeded", "paused"),
    ("IpNotInWhitelist", "paused"),
    ("NoSuchVersion", "paused"),
    ("UnsupportedRegion", "paused"),
    ("InvalidParameter.Application", "refused"),
    ("OperationDenied.NoIdentityVerify", "refused"),
    ("OperationDenied.ByFilesServerSignForbid", "refused"),
    ("ResourceNotFound.Organization", "refused"),
    ("InvalidParameter.FlowName", "refused"),
    ("InvalidParameter.Later", "refused"),
    ("FailedOperation.AgeNotAchieveNormalLegal", "refused"),
    ("UnknownParameter", "refused"),
    ("FailedOperation", "in doubt"),
    ("FailedOperation.Later", "in doubt"),
    ("ResponseSizeLimitExceeded", "in doubt"),
    ("ServiceUnavailable.Later", "in doubt"),
    ("Later", "in doubt"),
]


def _judge_code(code: str, internal_error: Literal["retry", "park"] = "retry") -> Outcome:
    response = {"Error": {"Code": code, "Message": "m"}, "RequestId": "s1"}
    body = orjson.dumps({"Response": response})
    return classify(HttpAnswer(200, body), contracts=2, internal_error=internal_error)


def _told(outcome: Outcome) -> str:
    match outcome:
        case TryAgain(why=why, duplicate_risk=risk):
            return f"{why} and risky" if risk else why
        case Refused():
            return "refused"
        case InDoubt():
            return "in doubt"
        case AccountPaused():
            return "paused"
        case Created():
            return "created"


@pytest.mark.parametrize(("code", "meaning"), _CODES)
def test_each_kind_of_code_means_what_the_table_says(code: str, meaning: str) -> None:
    """One line for each row of the table of answers."""
    assert meaning == _told(_judge_code(code))


@pytest.mark.parametrize(
    ("code", "meaning"),
    [
        ("InternalError", "in doubt"),
        ("InternalError.Later", "in doubt"),
        ("ServiceUnavailable", "in doubt"),
        ("ResourceInUse", "transient"),
        ("RequestLimitExceeded", "throttled"),
    ],
)
def test_park_holds_back_what_may_have_created(code: str, meaning: str) -> None:
    """With the policy ``park``, transient errors after which the group may exist are in doubt."""
    assert meaning == _told(_judge_code(code, "park"))


def test_the_scope_comes_with_the_error() -> None:
    """A refusal that hits others too says whom, so that the caller can count them."""
    outcome = _judge_code("OperationDenied.OperatorHasNoPermission")

    error = ApiError("OperationDenied.OperatorHasNoPermission", "m", "s1", "operator")
    assert Refused(error) == outcome


def test_no_documented_code_after_which_a_group_may_exist_ends_refused() -> None:
    """An ambiguous code is retried with its risk noted or in doubt, never simply failed."""
    ambiguous = [e.code for e in catalogue().values() if e.ambiguous and e.code[:7] != "Worker."]

    assert {"transient and risky", "in doubt"} == {_told(_judge_code(c)) for c in ambiguous}
