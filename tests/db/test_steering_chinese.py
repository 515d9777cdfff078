"""Who steers in Chinese reads Chinese: previews, results, verdicts and pauses."""

import re

import pytest

from tests.support.factories import insert_attempt
from tests.support.jobs_command import Desk

ENGLISH = re.compile(
    r"\b(rows?|left|alone|waiting|cancelled\.|contracts|changed|match|paused|Calls|Resumed|is)\b"
)


@pytest.fixture
def desk(database_url: str) -> Desk:
    """Return an operator's desk on the test's own database."""
    return Desk(database_url)


def test_the_preview_of_a_retry(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a retry would touch and what it leaves alone, the question and the result are Chinese."""
    desk.insert(status="failed", error_code="ResourceInsufficient")
    desk.insert(status="failed", duplicate_risk=True)
    created = desk.insert(status="failed")
    desk.on(lambda connection: insert_attempt(connection, created, 9, outcome="created"))
    monkeypatch.setattr("worker.ops.jobs.many._can_answer", lambda: True)

    result = desk.run("jobs", "retry", "--status", "failed", answer="y\n", lang="zh-CN")

    words = ("retry：1 行（2 份合同）", "未处理：1 行 (2)", "其合同组已存在", "1 行 重新等待发送。")
    assert [] == [word for word in words if word not in result.stdout]
    assert not ENGLISH.search(result.stdout)


def test_a_cancel_that_leaves_rows_alone(desk: Desk) -> None:
    """Named rows that do not wait or do not exist, a full cap, and the line on stderr are Chinese."""
    desk.insert(status="failed")
    for _ in range(3):
        desk.insert()

    named = desk.run("jobs", "cancel", "1", "999", "--yes", lang="zh-CN")
    capped = desk.says(
        "jobs", "cancel", "--status", "pending", "--limit", "2", "--yes", lang="zh-CN"
    )

    assert "1 行 (1)，failed, Code：flowgroup jobs show ID" in named.stdout
    assert "没有这些行：999" in named.stdout
    assert "flowgroup: 所列 2 行中有 2 行未处理。\n" == named.stderr
    assert "2 行 已取消。\n未处理：1 行，超出 --limit；请再次执行\n" == capped


def test_a_verdict(desk: Desk) -> None:
    """What became of a row in doubt by a person's word is said in Chinese."""
    desk.insert(status="in_doubt")

    text = desk.says(
        *("jobs", "resolve", "1", "created", "--flow-group-id", "g", "--reason", "r"), lang="zh-CN"
    )

    assert "任务 1 为 succeeded，FlowGroupId g。共 2 份合同，已知 0 个 FlowId。\n" == text


def test_pause_and_resume(desk: Desk) -> None:
    """A pause, its end and a resume that finds nothing are said in Chinese."""
    said = [
        desk.says(*words, lang="zh-CN")
        for words in (
            ("pause", "--account", "north", "--until", "2099-01-01T00:00+00:00"),
            ("pause",),
            ("resume", "--account", "north"),
            ("resume",),
            ("resume",),
        )
    ]

    assert [
        "账户 north 已暂停，至 2099-01-01 00:00:00 +0000。在途调用会照常完成。\n",
        "全部账户已暂停，直到执行 flowgroup resume。在途调用会照常完成。\n",
        "已恢复：north。仍暂停：*。\n",
        "已恢复：全部账户。\n",
        "全部账户未暂停：无需恢复。\n",
    ] == said


def test_what_sql_refuses(desk: Desk) -> None:
    """A refusal that a function of SQL raises is told in Chinese, its values filled in."""
    desk.insert()

    late = desk.run("jobs", "resolve", "1", "not_created", "--reason", "r", lang="zh-CN")

    assert "flowgroup: 任务 1 不是 in_doubt 状态：没有需要 resolve 的内容。\n" == late.stderr
