"""`flowgroup status` as a person reads it."""

from datetime import timedelta
from pathlib import Path

import orjson
import pytest
from rich.cells import cell_len

from tests.support.jobs_command import Desk
from worker.schema import head

MARKUP = ("[/b] closed", "[shop1] waits", ":smile:")


@pytest.fixture
def desk(database_url: str) -> Desk:
    """Return an operator's desk on the test's own database."""
    return Desk(database_url)


@pytest.mark.parametrize("reason", MARKUP)
def test_a_reason_is_shown_as_it_was_given(desk: Desk, reason: str) -> None:
    """Square brackets and colons in the database's text are text, and no markup."""
    desk.fetch("SELECT flowgroup.pause('north', NULL, $1)", reason)

    assert reason in desk.says("status")


def test_codes_and_accounts_are_shown_as_they_are(desk: Desk) -> None:
    """An account and a code in square brackets keep every character."""
    desk.insert(status="in_doubt", error_code="[/b].[shop1]")
    desk.fetch("SELECT flowgroup.pause('[shop1]', NULL, '')")

    text = desk.says("status")

    assert [2, 1] == [text.count("[/b].[shop1]"), text.count("\n[shop1] ")]


@pytest.mark.parametrize("reason", MARKUP)
def test_a_story_is_told_as_it_happened(desk: Desk, reason: str) -> None:
    """`jobs show` repeats reasons and codes by the letter."""
    row = desk.insert(status="cancelled", error_code=reason, batch=reason)
    desk.fetch("SELECT flowgroup.retry($1, $2)", row, reason)

    assert 3 <= desk.says("jobs", "show", str(row)).count(reason)
    assert reason in desk.says("jobs", "list")


@pytest.mark.parametrize("zone", ["UTC", "Asia/Shanghai", "America/New_York"])
def test_a_row_that_is_never_due_is_shown_as_such(desk: Desk, zone: str) -> None:
    """`run_after = 'infinity'` is no defect: list, story and status say never."""
    row = desk.insert()
    desk.fetch("UPDATE flowgroup.jobs SET run_after = 'infinity' WHERE id = $1", row)

    assert "(run_after: infinity)" in desk.says("jobs", "list", zone=zone)
    assert "It is never due" in desk.says("jobs", "show", str(row), zone=zone)
    assert "1 rows are planned for later, next: never." in desk.says("status", zone=zone)
    assert row == orjson.loads(desk.says("jobs", "list", "--json"))["jobs"][0]["id"]


@pytest.mark.parametrize("run_after", ["-infinity", "20000-01-01", "infinity"])
def test_any_time_that_postgres_takes_can_be_shown(desk: Desk, run_after: str) -> None:
    """Times outside of Python's calendar stop no command, whether for people or for scripts."""
    row = desk.insert()
    desk.fetch(
        "UPDATE flowgroup.jobs SET run_after = CAST(CAST($1 AS text) AS timestamptz), "
        "send_before = 'infinity'",
        run_after,
    )

    for command in ("jobs list", f"jobs show {row}", "status"):
        assert "default" in desk.says(*command.split(), "--json")
        assert desk.says(*command.split())


@pytest.mark.parametrize(
    ("lang", "told"), [("en", "CREATED MORE THAN ONCE: row"), ("zh-CN", "重复创建：行")]
)
def test_a_second_group_is_no_secret(desk: Desk, lang: str, told: str) -> None:
    """Rows created more than once are named by status with every group, and listed by themselves."""
    twice = desk.insert(status="succeeded", second_groups=["group-2"])
    desk.insert(status="succeeded")

    text = desk.says("status", lang=lang)
    status = orjson.loads(desk.says("status", "--json"))
    listed = orjson.loads(desk.says("jobs", "list", "--second-groups", "--json"))["jobs"]

    assert told in text
    assert "group-1, group-2" in text
    assert "flowgroup jobs list --second-groups" in text
    assert [twice] == [row["id"] for row in status["created_twice"]]
    assert ([twice], 1) == ([row["id"] for row in listed], status["created_twice_rows"])


@pytest.mark.parametrize("command", [("status",), ("jobs", "show", "1")])
@pytest.mark.parametrize("lang", ["en", "zh-CN"])
def test_a_pause_that_probes_says_when(desk: Desk, command: tuple[str, ...], lang: str) -> None:
    """Reason, since and the next probe of a paused account are told where people look."""
    desk.insert()
    desk.fetch(
        "INSERT INTO flowgroup.accounts (account, paused_since, pause_code, pause_reason, probe_at)"
        " VALUES ('default', '2026-01-02 03:04:05 UTC', 'OperationDenied.NoQuota', 'no quota left',"
        " '2026-01-02 03:05:05 UTC')"
    )

    text = desk.says(*command, lang=lang)

    probe = "a probe passes, next" if lang == "en" else "探测成功，下次"
    words = ("OperationDenied.NoQuota", "no quota left", "01-02 03:04:05 +0000", "03:05:05", probe)
    assert [] == [word for word in words if word not in text]


def test_a_pause_until_infinity_ends_by_resume(desk: Desk) -> None:
    """A pause without an end is shown with what ends it."""
    row = desk.insert()
    desk.fetch("SELECT flowgroup.pause('default', 'infinity', 'strike')")

    [line] = [line for line in desk.says("status").splitlines() if "strike" in line]
    assert "  resume  " in line
    assert "flowgroup resume --account default" in desk.says("jobs", "show", str(row))


def test_status_speaks_chinese(desk: Desk) -> None:
    """With zh-CN every label and sentence is Chinese; codes, commands and statuses stay."""
    desk.insert(aged=timedelta(minutes=1))
    desk.insert(status="in_doubt", error_code="Worker.Lost")

    text = desk.says("status", lang="zh-CN")

    words = (
        "全部批次",
        "速率",
        "受限于",
        "没有运行中的工作进程。",
        "flowgroup worker",
        "in_doubt 1",
    )
    assert [] == [word for word in words if word not in text]
    english = ("All batches", "rate", "held by", "No worker", "Next", "rows", "unknown", "meaning")
    assert [] == [word for word in english if word in text]


@pytest.mark.parametrize("lang", ["en", "zh-CN"])
@pytest.mark.parametrize("width", [60, 80, 120])
def test_status_fits_the_terminal(desk: Desk, width: int, lang: str) -> None:
    """No line is wider than the terminal, in cells, in either language."""
    desk.insert()
    desk.insert(status="in_doubt", error_code="Worker.Lost")
    desk.fetch("SELECT flowgroup.pause('default', NULL, '先停一下，等额度恢复')")

    lines = desk.says("status", lang=lang, width=width).splitlines()

    assert [] == [line for line in lines if cell_len(line.rstrip()) > width]


def test_migrate_of_a_schema_without_its_version_is_one_line(desk: Desk) -> None:
    """Tables without a row in schema_version are told as such, with what to do."""
    desk.fetch("DELETE FROM flowgroup.schema_version")

    line = desk.refuses("migrate")

    assert "flowgroup.schema_version does not say of which version" in line
    assert f"put its row back, this version's own is '{head()}'." in line


def test_a_drain_that_cannot_start_prints_no_counts(desk: Desk, tmp_path: Path) -> None:
    """A worker that cannot keep its state says only that."""
    (tmp_path / "file").touch()

    result = desk.run(
        "worker",
        "--drain",
        FLOWGROUP_STATE_DIR=str(tmp_path / "file"),
        TENCENTCLOUD_SECRET_ID="AKIDx",
        TENCENTCLOUD_SECRET_KEY="x",
    )

    assert (2, "") == (result.exit_code, result.stdout)
    assert "FLOWGROUP_STATE_DIR" in result.stderr
