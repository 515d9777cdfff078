"""Rows that wait for their files, as operators see them."""

import orjson
import pytest

from tests.support.factories import FAULT, payload
from tests.support.jobs_command import Desk
from worker.files.fault import NO_ROOT, FilesAwayError
from worker.files.prepared import away

AWAY = "The files cannot be read now: FLOWGROUP_FILES_ROOT is not set."
AWAY_ZH = "暂时无法读取文件：未设置 FLOWGROUP_FILES_ROOT。"
REFERRING = payload(FlowFileInfos=[{"FileIds": ["file:a.pdf"]}, {"FileIds": ["file:b.pdf"]}])
MISSING = FAULT | {"path": "FlowFileInfos[0].FileIds[0]", "rule": "file_missing"}


@pytest.fixture
def desk(database_url: str) -> Desk:
    """Return an operator's desk; one worker lives."""
    desk = Desk(database_url)
    desk.fetch(
        "INSERT INTO flowgroup.workers (worker, host, pid, version, endpoint, rate_limit)"
        " VALUES ('w', 'host', 1, '0', 'api', 20)"
    )
    return desk


def test_what_they_wait_for_is_named(desk: Desk) -> None:
    """`status` and `jobs show` say that files are being uploaded, and what keeps them from it."""
    row = str(desk.insert(payload=REFERRING))
    assert "1 rows wait for their files, which are being uploaded." in desk.says("status")
    assert "uploaded ahead of its turn" in desk.says("jobs", "show", row)

    told = away(FilesAwayError(NO_ROOT)).error
    desk.fetch(
        "UPDATE flowgroup.jobs SET error_code = $1, error_message = $2", told.code, told.message
    )
    assert f"1 rows wait for their files. Worker.FilesAway: {AWAY}" in desk.says("status")
    assert f"Worker.FilesAway: {AWAY_ZH}" in desk.says("status", lang="zh-CN")
    assert AWAY not in desk.says("status", lang="zh-CN") + desk.says(
        "jobs", "show", row, lang="zh-CN"
    )
    assert AWAY in desk.says("jobs", "show", row)
    [line] = orjson.loads(desk.says("status", "--json"))["waiting"]
    assert (0, 1, "Worker.FilesAway") == (line["due"], line["for_files"], line["files_code"])


@pytest.mark.parametrize(("lang", "words"), [("en", "Put the files"), ("zh-CN", "将文件放到")])
def test_missing_files_are_put_in_place(desk: Desk, lang: str, words: str) -> None:
    """The story of a row that lacks only files says so, and how it is taken up again."""
    row = desk.insert(payload=REFERRING, status="invalid", errors=[MISSING])
    text = desk.says("jobs", "show", str(row), lang=lang)

    assert words in text
    assert f"flowgroup jobs retry {row}" in text


def test_only_what_lacks_files_is_retried(desk: Desk) -> None:
    """A row with any other fault stays invalid: its payload must be mended."""
    lacking = desk.insert(payload=REFERRING, status="invalid", errors=[MISSING])
    other = desk.insert(payload=REFERRING, status="invalid", errors=[MISSING, FAULT])
    desk.says("jobs", "retry", "--status", "invalid", "--yes")
    statuses = desk.fetch("SELECT id, status, errors FROM flowgroup.jobs ORDER BY id")

    assert [(lacking, "pending"), (other, "invalid")] == [tuple(row)[:2] for row in statuses]
    assert statuses[0][2] is None
