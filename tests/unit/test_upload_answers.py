"""What an upload's answer means: an id, try again, refused for good, or the account is stopped."""

from typing import Any

import orjson
import pytest

from jobs.answer import HttpAnswer, NoAnswer, NotSent
from jobs.errors import catalogue
from jobs.outcome import AccountPaused, Refused, TryAgain
from jobs.upload import Stored, UploadOutcome, classify_upload


def answered(**response: Any) -> UploadOutcome:  # noqa: ANN401 - JSON
    body = orjson.dumps({"Response": {"RequestId": "s1", **response}})
    return classify_upload(HttpAnswer(200, body))


def refused(code: str) -> UploadOutcome:
    return answered(Error={"Code": code, "Message": "张三 13800001234"})


def told(outcome: UploadOutcome) -> str:
    match outcome:
        case Stored():
            return "stored"
        case TryAgain(why=why):
            return why
        case Refused():
            return "refused"
        case AccountPaused():
            return "paused"


def test_one_id_is_stored() -> None:
    """An answer with one id and no error is the id, and the API's own word on its life."""
    assert Stored("yDwN", 1_700_000_000, "s1") == answered(
        FileIds=["yDwN"], TotalCount=1, Deadline=1_700_000_000
    )
    assert Stored("yDwN", None, "s1") == answered(FileIds=["yDwN"])


@pytest.mark.parametrize("deadline", [None, 0, -1, "soon", 1.5])
def test_an_odd_deadline_is_none(deadline: object) -> None:
    """What is no instant says nothing of the id's life."""
    assert Stored("yDwN", None, "s1") == answered(FileIds=["yDwN"], Deadline=deadline)


@pytest.mark.parametrize(
    "response",
    [
        {},
        {"FileIds": None},
        {"FileIds": []},
        {"FileIds": [""]},
        {"FileIds": [" "]},
        {"FileIds": [1]},
        {"FileIds": "yDwN"},
        {"FileIds": ["a", "b"]},
        {"FileIds": ["a\0"]},
        {"FileIds": ["a" * 300]},
    ],
)
def test_anything_but_one_id_is_tried_again(response: dict[str, Any]) -> None:
    """An answer that names no one file is repeated: nothing was made that lasts."""
    assert "transient" == told(answered(**response))


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"Response":1}', b'{"Response":'])
def test_what_is_no_answer_is_tried_again(body: bytes) -> None:
    """A gateway's page, or half an answer, is repeated."""
    assert "transient" == told(classify_upload(HttpAnswer(502, body)))
    page = orjson.dumps({"Response": {"FileIds": ["yDwN"]}})
    assert "transient" == told(classify_upload(HttpAnswer(502, page)))


@pytest.mark.parametrize("reason", ["Worker.Timeout", "Worker.ConnectionLost", "Worker.BadAnswer"])
def test_no_answer_is_tried_again(reason: str) -> None:
    """A lost answer costs another upload, and says nothing of contract groups."""
    outcome = classify_upload(NoAnswer(reason))

    assert isinstance(outcome, TryAgain)
    assert ("transient", reason) == (outcome.why, outcome.error.code)
    assert "group" not in outcome.error.message


def test_what_was_not_sent_is_tried_again() -> None:
    """Nothing left: it counts as no try."""
    assert "not_sent" == told(classify_upload(NotSent("Worker.ConnectFailed")))


@pytest.mark.parametrize(
    ("code", "meaning"),
    [
        ("RequestLimitExceeded", "throttled"),
        ("RequestLimitExceeded.IPLimitExceeded", "throttled"),
        ("InternalError", "transient"),
        ("InternalError.Later", "transient"),
        ("ServiceUnavailable", "transient"),
        ("ResourceUnavailable", "transient"),
        ("FailedOperation", "transient"),
        ("Later", "transient"),
        ("InvalidParameter.FileType", "refused"),
        ("InvalidParameter.SensitiveFileContent", "refused"),
        ("LimitExceeded.FileSize", "refused"),
        ("MissingParameter", "refused"),
        ("RequestSizeLimitExceeded", "refused"),
        ("ResourceNotFound.Organization", "refused"),
        ("OperationDenied.NoIdentityVerify", "refused"),
        ("AuthFailure.SignatureFailure", "paused"),
        ("UnauthorizedOperation", "paused"),
        ("InvalidAction", "paused"),
    ],
)
def test_a_code_is_judged_by_its_class(code: str, meaning: str) -> None:
    """The catalogue decides, and what leaves a create in doubt is tried again."""
    assert meaning == told(refused(code))
    assert "13800001234" not in repr(refused(code))


def test_no_code_stores_or_puts_in_doubt() -> None:
    """Each code of the catalogue has one of the four meanings; an error beside an id is an error."""
    codes = [code for code in catalogue() if not code.startswith("Worker.")]

    assert {"throttled", "transient", "refused", "paused"} == {told(refused(c)) for c in codes}
    error = {"Code": "InvalidParameter.FileType", "Message": ""}
    assert "refused" == told(answered(FileIds=["yDwN"], Error=error))
