"""`flowgroup jobs list`: which rows, in which order, and what came of each."""

from datetime import timedelta

import orjson
import pytest

from jobs.errors import lookup
from tests.support.jobs_command import Desk
from worker.ops.language import Language

MINUTE = timedelta(minutes=1)
LOST = {"status": "in_doubt", "error_code": "Worker.Lost"}
RISK = {"status": "failed", "error_code": "InternalError.Db", "duplicate_risk": True}
TWICE = {"status": "succeeded", "second_groups": ["group-2"]}


@pytest.fixture
def desk(database_url: str) -> Desk:
    """Return an operator's desk on the test's own database."""
    return Desk(database_url)


@pytest.mark.parametrize(
    ("options", "ids"),
    [
        ("", [6, 5, 4, 3, 2, 1]),
        ("--limit 2", [6, 5]),
        ("--limit 2 --before 5", [4, 3]),
        ("--status failed", [5, 2]),
        ("--batch b", [3, 2]),
        ("--code InternalError", [5]),
        ("--account x", [4]),
        ("--older 5m", [1]),
        ("--newer 5m --status pending", [6, 4, 3]),
        ("--older-than 5m", [1]),
        ("--newer-than 5m --status pending", [6, 4, 3]),
        ("--duplicate-risk", [5]),
        ("--text ORDER-6", [6]),
        ("--text internalerror", [5]),
        ("--text order-6 --batch b", []),
        ("--text group", []),
    ],
)
def test_list_filters(desk: Desk, options: str, ids: list[int]) -> None:
    """The list shows what the filter names, the newest first, and where to go on."""
    desk.insert(aged=9 * MINUTE)
    desk.insert(status="failed", batch="b")
    desk.insert(batch="b")
    desk.insert(account="x")
    desk.insert(**RISK)
    desk.insert(dedupe_key="order-6/张")

    page = orjson.loads(desk.says("jobs", "list", *options.split(), "--json"))

    assert ids == [line["id"] for line in page["jobs"]]
    assert (ids[-1] if "--limit" in options else None) == page["before"]


def test_text_finds_rows_by_what_the_api_answered(desk: Desk) -> None:
    """Any id of the API finds its row, also the RequestId of a call before the last."""
    row = desk.insert(status="succeeded", attempt_no=2, request_id="request-2")
    desk.insert(status="succeeded", flow_group_id="g", flow_ids=["f", "g"])
    desk.fetch(
        "UPDATE flowgroup.attempts SET request_id = 'request-1' WHERE job_id = $1 AND attempt_no = 1",
        row,
    )

    for text in ("group-1", "flow-2", "request-2", "request-1"):
        page = orjson.loads(desk.says("jobs", "list", "--text", text, "--json"))

        assert [row] == [line["id"] for line in page["jobs"]]


@pytest.mark.parametrize(("lang", "fault"), [("en", "No object."), ("zh-CN", "不是对象。")])
def test_list_shows_what_came_of_each(desk: Desk, lang: Language, fault: str) -> None:
    """Each row has its result: the group, the code with its meaning, or the first fault."""
    for columns in ({"status": "succeeded"}, LOST, {"status": "invalid"}, TWICE):
        desk.insert(**columns)

    text = desk.says("jobs", "list", lang=lang)

    entry = lookup("Worker.Lost")
    words = ("group-1", "group-2", "Worker.Lost", fault)
    assert [] == [word for word in words if word not in text]
    assert (entry.meaning_en if lang == "en" else entry.meaning_zh) in text


def test_an_empty_list_says_so(desk: Desk) -> None:
    """No row is told as such."""
    assert "No row matches.\n" == desk.says("jobs", "list")


@pytest.mark.parametrize("hours", range(0, 80, 8))
def test_ages_find_what_they_name(desk: Desk, hours: int) -> None:
    """Rows of each hour of three days, some over and some deleted, are found by age as if each were looked at."""
    for age in range(72, -1, -4):
        status = ("pending", "failed", "succeeded")[age // 4 % 3]
        desk.insert(status=status, aged=timedelta(hours=age))
    desk.fetch("DELETE FROM flowgroup.jobs WHERE id BETWEEN 3 AND 5")
    desk.fetch("UPDATE flowgroup.jobs SET finished_at = now() WHERE status = 'failed' AND id < 9")
    for status in ("", "pending", "failed", "succeeded"):
        rows = desk.fetch(
            "SELECT id FROM flowgroup.jobs WHERE coalesce(finished_at, created_at) <= now() - $1::interval"
            " AND $2 IN ('', status) ORDER BY id DESC",
            timedelta(hours=hours),
            status,
        )
        which = ("--status", status) if status else ()

        found = desk.says("jobs", "list", "--older", f"{hours}h", *which, "--json")

        assert [row[0] for row in rows] == [line["id"] for line in orjson.loads(found)["jobs"]]
