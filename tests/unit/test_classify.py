"""What each answer means, case by case."""

import orjson
import pytest

from jobs.answer import HttpAnswer, NoAnswer, NotSent
from jobs.bilingual import both
from jobs.classify import classify
from jobs.errors import lookup
from jobs.outcome import JSON, ApiError, Created, InDoubt, Outcome, Refused, TryAgain

NEITHER = both(
    "HTTP 200: neither FlowGroupId nor an error code in the body",
    "HTTP 200：应答体中既无 FlowGroupId 也无错误码",
)
GROUP = {"FlowGroupId": "yDg", "FlowIds": ["yD1", "yD2"], "RequestId": "s1"}


def _judge(response: object, status: int = 200) -> Outcome:
    return classify(HttpAnswer(status, orjson.dumps({"Response": response})), contracts=2)


def test_a_created_group_is_created() -> None:
    """FlowGroupId and as many FlowIds as contracts: the documented success."""
    assert Created("yDg", ["yD1", "yD2"], None, "s1", irregular=False) == _judge(GROUP)


def test_approvers_are_kept_as_answered() -> None:
    """Approvers of dynamic signers come through unchanged."""
    approvers: JSON = [{"FlowId": "yD1", "Approvers": [{"SignId": "yDs", "ApproverRoleName": ""}]}]

    outcome = _judge(GROUP | {"Approvers": approvers})

    assert Created("yDg", ["yD1", "yD2"], approvers, "s1", irregular=False) == outcome


@pytest.mark.parametrize(
    ("change", "flow_ids"),
    [
        ({"FlowIds": None}, None),
        ({"FlowIds": {}}, None),
        ({"FlowIds": []}, []),
        ({"FlowIds": ["yD1"]}, ["yD1"]),
        ({"FlowIds": ["yD1", "yD2", "yD3"]}, ["yD1", "yD2", "yD3"]),
        ({"FlowIds": [None, "yD2"]}, ["", "yD2"]),
        ({"FlowIds": [7, "yD2"]}, ["", "yD2"]),
        ({"FlowIds": ["yD1", "yD1"]}, ["yD1", "yD1"]),
        ({"FlowIds": ["yD1", "\x00"]}, ["yD1", "\ufffd"]),
        ({"Error": {"Code": "InternalError", "Message": ""}}, ["yD1", "yD2"]),
        ({"Error": None}, ["yD1", "yD2"]),
        ({"Approvers": ["\x00"]}, ["yD1", "yD2"]),
    ],
)
def test_a_group_with_odd_company_is_created_but_irregular(
    change: dict[str, object], flow_ids: list[str] | None
) -> None:
    """A FlowGroupId means created, whatever stands beside it; a person is told to look."""
    outcome = _judge(GROUP | change)

    assert Created("yDg", flow_ids, None, "s1", irregular=True) == outcome


def test_approvers_too_deep_for_a_column_are_dropped() -> None:
    """An answer deeper than a jsonb writer takes still stores the group's id."""
    deep = b"[" * 300 + b"]" * 300
    body = b'{"Response":{"FlowGroupId":"yDg","FlowIds":["yD1","yD2"],"Approvers":%s}}' % deep

    outcome = classify(HttpAnswer(200, body), contracts=2)

    assert Created("yDg", ["yD1", "yD2"], None, None, irregular=True) == outcome


@pytest.mark.parametrize("status", [201, 307, 500, 502])
def test_a_group_in_a_non_200_answer_is_created_but_irregular(status: int) -> None:
    """Evidence of a creation counts under any HTTP status."""
    assert Created("yDg", ["yD1", "yD2"], None, "s1", irregular=True) == _judge(GROUP, status)


@pytest.mark.parametrize("group_id", [None, "", "  ", 7, ["yDg"], {"Id": "yDg"}])
def test_a_200_without_a_group_id_is_in_doubt(group_id: object) -> None:
    """HTTP 200 without a FlowGroupId says neither yes nor no."""
    outcome = _judge(GROUP | {"FlowGroupId": group_id})

    assert InDoubt(ApiError("Worker.BadAnswer", NEITHER, "s1")) == outcome


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>502 Bad Gateway</html>",
        b'{"Response":{"FlowGroupId":"yDg","Flow',
        b"\xff\xfe",
        b"[" * 100_000,
        b"9" * 5000,
        b"null",
        b"[]",
        b"{}",
        b'{"Response":null}',
        b'{"Response":[]}',
        b'{"Response":"FlowGroupId"}',
        b'{"FlowGroupId":"yDg"}',
    ],
)
@pytest.mark.parametrize("status", [200, 502])
def test_a_body_that_is_no_answer_is_in_doubt(status: int, body: bytes) -> None:
    """Bytes that are no API envelope leave the outcome open under any status."""
    outcome = classify(HttpAnswer(status, body), contracts=2)

    told = both(f"HTTP {status}: no API answer in the body", f"HTTP {status}：应答体无法识别")
    error = ApiError("Worker.BadAnswer", told)
    assert InDoubt(error) == outcome


@pytest.mark.parametrize(
    "error",
    [
        None,
        "InternalError",
        {},
        {"Code": None},
        {"Code": 7},
        {"Code": ""},
        {"Code": "13200000000"},
        {"Code": "InvalidParameter\n"},
        {"Code": "InvalidParameter because of 张三"},
        {"Code": "Worker.Unsent"},
        {"Code": "x" * 129},
    ],
)
def test_an_error_without_a_proper_code_is_in_doubt(error: object) -> None:
    """Only a code that the API could have written decides; our own never come from outside."""
    outcome = _judge({"Error": error, "RequestId": "s1"})

    assert InDoubt(ApiError("Worker.BadAnswer", NEITHER, "s1")) == outcome


@pytest.mark.parametrize("status", [200, 400, 500])
def test_an_error_envelope_decides_under_any_status(status: int) -> None:
    """A valid envelope is the API's own word, whatever status a gateway put on it."""
    response = {"Error": {"Code": "InvalidParameter.FlowName", "Message": "m"}, "RequestId": "s1"}

    assert Refused(ApiError("InvalidParameter.FlowName", "m", "s1")) == _judge(response, status)


def test_a_message_is_masked_and_may_be_missing() -> None:
    """A message is stored without long numbers; one that is no text is left out."""
    masked = _judge({"Error": {"Code": "InvalidParameter.Mobile", "Message": "13200000000"}})
    missing = _judge({"Error": {"Code": "InvalidParameter.Mobile", "Message": 13200000000}})

    assert Refused(ApiError("InvalidParameter.Mobile", "***")) == masked
    assert Refused(ApiError("InvalidParameter.Mobile", "")) == missing


def test_nothing_sent_is_tried_again() -> None:
    """A call that never left costs nothing and carries no risk."""
    outcome = classify(NotSent("Worker.ConnectFailed"), contracts=2)

    message = "No connection to the API; nothing was sent."
    error = ApiError("Worker.ConnectFailed", both(message, "连接接口失败，请求未发出"))
    assert TryAgain("not_sent", error, duplicate_risk=False) == outcome


def test_no_answer_is_in_doubt() -> None:
    """A call that may have left and brought nothing back is never repeated."""
    outcome = classify(NoAnswer("Worker.Timeout"), contracts=2)

    entry = lookup("Worker.Timeout")
    error = ApiError("Worker.Timeout", both(entry.meaning_en, entry.meaning_zh))
    assert InDoubt(error) == outcome


def test_an_answer_does_not_show_its_body() -> None:
    """The repr of an answer, which may reach a log, holds no byte of the body."""
    assert "HttpAnswer(status=200)" == repr(HttpAnswer(200, b'{"Name":"x"}'))
