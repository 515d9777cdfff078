"""`flowgroup jobs show` and `resolve`: what a person learns of a row, and nothing personal."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import timedelta
from string import Formatter

import pytest

from jobs.errors import lookup
from tests.support.factories import payload
from tests.support.jobs_command import Desk
from worker.ops.jobs.chinese import CHINESE
from worker.ops.jobs.english import ENGLISH
from worker.ops.jobs.words import Words
from worker.ops.language import Language

MINUTE = timedelta(minutes=1)
LOST = {"status": "in_doubt", "error_code": "Worker.Lost"}
RISK = {"status": "failed", "error_code": "InternalError", "duplicate_risk": True}
TWICE = {"status": "succeeded", "second_groups": ["group-2"]}
BOUND = "INSERT INTO flowgroup.accounts (account, key_fingerprint, bound_at) VALUES ('default', 'old', now())"
FAR = timedelta(days=-1)
STEPS: tuple[tuple[Mapping[str, object], str, str], ...] = (
    ({}, "no worker runs", "没有运行中的工作进程"),
    ({"aged": FAR}, "sent from", "起发送"),
    ({"aged": FAR, "attempt_no": 1}, "back-off until", "退避至"),
    ({"status": "sending"}, "on the wire", "请求在途"),
    ({"status": "succeeded"}, "Nothing to do.", "无需处理。"),
    ({"status": "succeeded", "flow_ids": None}, "not every FlowId", "FlowId 不全"),
    (TWICE, "revoke all but one", "只保留一个"),
    ({"status": "failed"}, "flowgroup jobs retry 1", "flowgroup jobs retry 1"),
    (RISK, "retry 1 --including-duplicate-risk", "retry 1 --including-duplicate-risk"),
    ({"status": "invalid"}, "UPDATE flowgroup.jobs", "UPDATE flowgroup.jobs"),
    (LOST, "resolve 1 created --flow-group-id", "resolve 1 created --flow-group-id"),
    ({"status": "cancelled"}, "flowgroup jobs retry 1", "flowgroup jobs retry 1"),
)


@pytest.fixture
def desk(database_url: str) -> Desk:
    """Return an operator's desk on the test's own database."""
    return Desk(database_url)


@pytest.mark.parametrize(("columns", "english", "chinese"), STEPS)
def test_show_says_the_next_step(
    desk: Desk, columns: Mapping[str, object], english: str, chinese: str
) -> None:
    """Whatever state a row is in, its story ends with what to do, in either language."""
    desk.insert(**columns)

    texts = [desk.says("jobs", "show", "1", lang=lang) for lang in ("en", "zh-CN")]

    assert [] == [
        words for words, text in zip((english, chinese), texts, strict=True) if words not in text
    ]
    assert str(columns.get("status", "pending")) in texts[0].splitlines()[0]


@pytest.mark.parametrize("lang", ["en", "zh-CN"])
def test_show_tells_each_call(desk: Desk, lang: Language) -> None:
    """Every call is told in order: when, by whom, how it ended, what its code means, if it was late."""
    desk.insert(attempt_no=2)
    desk.fetch(
        "UPDATE flowgroup.attempts SET worker = 'host-7', request_id = 'req-7', latency_ms = 321,"
        " outcome = 'transient', error_code = 'ResourceInsufficient', probe = true,"
        " finished_at = send_deadline + interval '1s' WHERE attempt_no = 2"
    )

    text = desk.says("jobs", "show", "1", lang=lang)

    entry = lookup("ResourceInsufficient")
    meaning = entry.meaning_en if lang == "en" else entry.meaning_zh
    marks = ("[probe]", "[late]") if lang == "en" else ("[探测]", "[迟到]")
    words = ("host-7", "req-7", "321 ms", "ResourceInsufficient", meaning, "+0000", *marks)
    assert [] == [word for word in words if word not in text]
    assert text.index("worker-1") < text.index("host-7")


def test_show_names_the_silent_worker(desk: Desk) -> None:
    """A call without a report by its deadline is told as such."""
    desk.insert(status="sending", aged=9 * MINUTE)

    assert "NO REPORT by its deadline" in desk.says("jobs", "show", "1")


@pytest.mark.parametrize(("aged", "words"), [(5, "accepted from"), (20, "accepted since")])
def test_show_says_when_not_created_is_taken(desk: Desk, aged: int, words: str) -> None:
    """A row in doubt tells the moment from which not_created is accepted, with its zone."""
    desk.insert(**LOST, aged=aged * MINUTE)
    [[safe]] = desk.fetch("SELECT signed_at + interval '15 minutes' FROM flowgroup.attempts")

    assert f"{words} {safe:%Y-%m-%d %H:%M:%S} +0000" in desk.says("jobs", "show", "1")


def test_show_alarms(desk: Desk) -> None:
    """A second group and a risk of one are the first things said."""
    desk.insert(**TWICE, duplicate_risk=True)

    lines = desk.says("jobs", "show", "1").splitlines()

    assert "CREATED MORE THAN ONCE: besides group-1 there is group-2." == lines[1]
    assert lines[2].startswith("duplicate_risk: ")


def test_show_keeps_what_people_did(desk: Desk) -> None:
    """Each deed on the row is told with its reason."""
    desk.insert(**LOST, aged=20 * MINUTE)
    desk.says("jobs", "resolve", "1", "not_created", "--reason", "looked")
    desk.says("jobs", "retry", "1", "--reason", "again", "--yes")

    text = desk.says("jobs", "show", "1")

    assert ["looked", "again"] == sorted(("again", "looked"), key=text.index)
    assert "resolve not_created" in text


def test_show_says_why_it_is_paused(desk: Desk) -> None:
    """A waiting row of a paused account names the pause and the way out."""
    desk.insert()
    desk.says("pause", "--account", "default")

    text = desk.says("jobs", "show", "1")

    assert "default is paused (Worker.OperatorPause" in text
    assert "flowgroup resume --account default" in text


def test_resolve_created(desk: Desk) -> None:
    """The verdict created ends the row with the ids that were found, and says what is missing."""
    desk.insert(**LOST)
    verdict = ("created", "--flow-group-id", "g", "--flow-ids", "a, b", "--reason", "seen")

    text = desk.says("jobs", "resolve", "1", *verdict)

    assert "Job 1 is succeeded, FlowGroupId g.\n" == text
    sql = "SELECT flow_group_id, flow_ids FROM flowgroup.jobs"
    assert [("g", ["a", "b"])] == desk.fetch(sql)


def test_resolve_too_early(desk: Desk) -> None:
    """A verdict that comes too early is one line that says from when it is taken."""
    desk.insert(**LOST, aged=5 * MINUTE)

    line = desk.refuses("jobs", "resolve", "1", "not_created", "--reason", "looked")

    assert line.startswith("flowgroup: Too early: the request of job 1 may still be accepted.")


def test_resolve_and_show_need_a_row(desk: Desk) -> None:
    """What does not exist is told in one line."""
    absent = desk.refuses("jobs", "show", "7")
    settled = desk.refuses("jobs", "resolve", "7", "not_created", "--reason", "looked")

    assert "flowgroup: There is no job 7: flowgroup jobs list shows the newest." == absent
    assert "flowgroup: Job 7 is not in doubt: nothing to resolve." == settled


def test_a_new_key(desk: Desk) -> None:
    """Resume with --new-key forgets the old key, for a named and known account with a reason only."""
    desk.fetch(BOUND)
    typo = desk.refuses("resume", "--new-key", "--account", "x", "--reason", "rotated")
    bare = desk.refuses("resume", "--new-key", "--account", "default", code=2)
    desk.says("resume", "--new-key", "--account", "default", "--reason", "rotated")

    assert "Account x was never used" in typo
    assert "needs --account and --reason" in bare
    assert [(None,)] == desk.fetch("SELECT key_fingerprint FROM flowgroup.accounts")
    sql = "SELECT action, account, reason FROM flowgroup.audit ORDER BY id LIMIT 1"
    assert [("rebind", "default", "rotated")] == desk.fetch(sql)


@pytest.mark.parametrize("width", [60, 80, 120])
def test_output_fits_the_terminal(desk: Desk, width: int) -> None:
    """No line of the story or the list is wider than the terminal."""
    desk.insert(**LOST, batch="2026-11-23", error_message="word " * 50)
    texts = [desk.says(*what, width=width) for what in (("jobs", "list"), ("jobs", "show", "1"))]

    wide = [line for text in texts for line in text.splitlines() if len(line) > width]
    assert [] == wide


def test_nothing_of_the_payload_is_shown(desk: Desk) -> None:
    """Neither list nor story nor preview shows anything that stands in a payload."""
    canary = payload(FlowGroupName="CANARY", Agent={"ProxyOperator": {"Mobile": "13200000000"}})
    for columns in ({}, LOST, RISK, TWICE, {"status": "invalid"}, {"status": "cancelled"}):
        desk.insert(**columns, payload=canary)
    said = [
        desk.says("jobs", "show", str(n), *json) for n in range(1, 7) for json in ([], ["--json"])
    ]
    said += [desk.says("jobs", "list"), desk.says("jobs", "list", "--json")]
    said += [desk.says("jobs", "retry", "--status", "cancelled", "--yes")]
    said += [desk.says("jobs", "resolve", "2", "created", "--flow-group-id", "g", "--reason", "r")]

    shown = ("CANARY", "13200000000", "contract 0", "file-0", "FlowFileInfos")
    assert [] == [word for word in shown for text in said if word in text]


@pytest.mark.parametrize("name", [field.name for field in fields(Words)])
def test_languages_agree(name: str) -> None:
    """Each phrase has the same blanks in either language."""
    english, chinese = (blanks(getattr(words, name)) for words in (ENGLISH, CHINESE))

    assert english == chinese


def blanks(text: str) -> list[str]:
    return sorted(name for _, name, _, _ in Formatter().parse(text) if name is not None)
