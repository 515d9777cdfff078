"""Who steers in Chinese reads Chinese: previews, results, verdicts and pauses."""

import re

import orjson
import pytest

from tests.support.factories import insert_attempt
from tests.support.jobs_command import Desk
from worker.bilingual import both
from worker.schema import head

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


def test_what_migrate_has_done(desk: Desk) -> None:
    """The place and the revision are told in Chinese, the database's name too."""
    told = desk.says("migrate", lang="zh-CN")

    assert told.endswith(f"的表结构已是 {head()}。\n")
    assert "，数据库名 " in told


def test_the_list_of_rows(desk: Desk) -> None:
    """The heading of what is no column, and a row that is never due, are not English."""
    desk.insert()
    desk.fetch("UPDATE flowgroup.jobs SET run_after = 'infinity'")
    told = desk.says("jobs", "list", lang="zh-CN")

    assert "时长" in told
    assert "(run_after: infinity)" in told
    assert not re.search(r"\b(age|never)\b", told)


def test_the_story_of_a_row_takes_its_half(desk: Desk) -> None:
    """A message of our own is told in the reader's language, of the row, of its call and as JSON; a person's stays."""
    message = both("Worker w did not report.", "工作进程 w 未报告。")
    job_id = desk.insert(status="in_doubt", error_code="Worker.Lost", error_message=message)
    desk.fetch("UPDATE flowgroup.attempts SET error_message = $1", message)
    shown = {lang: desk.says("jobs", "show", str(job_id), lang=lang) for lang in ("en", "zh-CN")}
    [job] = [orjson.loads(desk.says("jobs", "show", str(job_id), "--json", lang="zh-CN"))["job"]]

    assert (2, 0) == tuple(shown["zh-CN"].count(half) for half in message.split(" ｜ ")[::-1])
    assert (2, 0) == tuple(shown["en"].count(half) for half in message.split(" ｜ "))
    assert "工作进程 w 未报告。" == job["message"]


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
