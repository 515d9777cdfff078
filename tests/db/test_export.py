"""`flowgroup export`: rows for spreadsheets and scripts, without names, however many there are."""

import csv
import io
from pathlib import Path

import orjson
import pytest

from tests.support.factories import payload
from tests.support.jobs_command import Desk
from worker.errors import FlowgroupError
from worker.ops.export import rows
from worker.ops.export.sheet import guarded
from worker.ops.export.target import Target, opened
from worker.ops.terminal import ReaderLeftError

FORMULAS = ("=1+1", "+49", "-1", "@sum", "\t=1", "＝1")


@pytest.fixture
def desk(database_url: str) -> Desk:
    """Return an operator's desk on the test's own database."""
    return Desk(database_url)


def table(text: str) -> list[dict[str, str]]:
    """Read a sheet as a spreadsheet does."""
    assert "\ufeff" == text[0]
    return list(csv.DictReader(io.StringIO(text[1:], newline="")))


def test_a_sheet_has_a_line_for_each_row(desk: Desk) -> None:
    """CSV begins with the mark of UTF-8 and has ids, codes and meanings in both languages, the oldest row first."""
    desk.insert(status="succeeded", batch="b", dedupe_key='订单,"1"')
    desk.insert(status="failed", batch="b", error_code="InternalError.Db")
    desk.insert(batch="other")

    lines = table(desk.says("export", "--batch", "b"))

    assert ["1", "2"] == [line["id"] for line in lines]
    assert ("group-1", "flow-1; flow-2", '订单,"1"') == tuple(
        lines[0][name] for name in ("flow_group_id", "flow_ids", "dedupe_key")
    )
    assert all(lines[1][name] for name in ("code", "meaning_en", "meaning_zh"))


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_is_a_formula(desk: Desk, text: str) -> None:
    """What a spreadsheet would take for a formula has an apostrophe before it; JSON keeps it as it is."""
    desk.insert(dedupe_key=text, status="failed", error_code=text, second_groups=[text])

    [line] = table(desk.says("export"))
    [row] = desk.says("export", "--format", "jsonl").splitlines()

    assert [f"'{text}"] * 3 == [line[name] for name in ("dedupe_key", "code", "second_groups")]
    assert (text, []) == tuple(orjson.loads(row)[name] for name in ("dedupe_key", "faults"))


def test_what_is_harmless_stays_as_it_is() -> None:
    """An apostrophe comes only where it must."""
    assert ["order-1", "", "张三=", "1"] == [guarded(t) for t in ("order-1", "", "张三=", "1")]


@pytest.mark.parametrize(("lang", "message"), [("en", "No object."), ("zh-CN", "不是对象。")])
def test_faults_are_told_in_the_operators_language(desk: Desk, lang: str, message: str) -> None:
    """A sheet has path and reason of an invalid row; a script gets both languages."""
    desk.insert(status="invalid")

    [line] = table(desk.says("export", "--status", "invalid", lang=lang))
    row = orjson.loads(desk.says("export", "--format", "jsonl"))

    assert f"$: {message}" == line["faults"]
    assert "不是对象。" == row["faults"][0]["message_zh"]


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_nothing_personal_leaves(desk: Desk, form: str) -> None:
    """Payloads, approvers and the API's own messages stay in the database."""
    body = payload(FlowGroupName="王小明的合同")
    desk.insert(status="failed", payload=body, error_message="王小明 13800000000")

    text = desk.says("export", "--format", form)

    assert [] == [word for word in ("王小明", "13800000000") if word in text]


def test_pages_meet_without_a_seam(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each row comes once, in order, however the pages fall, with any filter."""
    for n in range(7):
        desk.insert(batch="b", status="failed" if n % 2 else "pending")
    for page in (1, 2, 3, 7, 8):
        monkeypatch.setattr(rows, "PAGE", page)
        for options, ids in (((), [1, 2, 3, 4, 5, 6, 7]), (("--status", "failed"), [2, 4, 6])):
            text = desk.says("export", "--batch", "b", "--format", "jsonl", *options)

            assert ids == [orjson.loads(line)["id"] for line in text.splitlines()]


def test_a_file_appears_when_it_is_whole(desk: Desk, tmp_path: Path) -> None:
    """A file is for its owner alone and told with its rows; where it cannot be written, nothing is left."""
    desk.insert()
    path = tmp_path / "a.csv"
    with pytest.raises(FlowgroupError, match="cannot be written"), opened(tmp_path / "b.csv"):
        raise OSError

    result = desk.run("export", "--output", str(path))
    line = desk.refuses("export", "--output", str(tmp_path / "none" / "a.csv"))

    assert (0, "", f"1 rows in {path}\n") == (result.exit_code, result.stdout, result.stderr)
    assert 1 == len(table(path.read_bytes().decode()))
    assert 0o600 == path.stat().st_mode & 0o777
    assert "cannot be written (No such file or directory)" in line
    assert ["a.csv"] == [file.name for file in tmp_path.iterdir()]


def test_a_reader_that_leaves_is_no_trouble() -> None:
    """Whoever reads a pipe may stop when it has enough: that is no file that cannot be written."""

    class Left(io.BytesIO):
        def flush(self) -> None:
            raise BrokenPipeError

    with pytest.raises(ReaderLeftError):
        Target(Left(), "stdout").write("a line\n")
