"""What the state of its files means for a row: one test per rule."""

from datetime import UTC, datetime, timedelta

import orjson
import pytest

from jobs.outcome import AccountPaused, ApiError, Refused
from worker.files.cache import FileKey
from worker.files.fault import FileRefusedError, Rule
from worker.files.prepared import Later, Prepared, Trouble, Upload
from worker.files.rows import Row, Settled
from worker.files.verdict import settled

NOW = datetime(2026, 11, 23, tzinfo=UTC)
BODY = {
    "FlowFileInfos": [
        {"FileIds": ["file:a"]},
        {"FileIds": ["id", "file:b"]},
        {"FileIds": ["file:a"]},
    ]
}
ROW = Row("default", 1, NOW, 3, orjson.dumps(BODY))
ERROR = ApiError("Code", "words")
MISSING, LINK = FileRefusedError(Rule.MISSING), FileRefusedError(Rule.LINK)


def upload(name: str, seconds: float = 480) -> Upload:
    return Upload(
        FileKey("default", "owner", name * 64), f"id-{name}", NOW, NOW + timedelta(seconds=seconds)
    )


def later(wait: float = 1, failures: int = 0, code: str = "Code") -> Later:
    return Later(
        "transient", ApiError(code, "words"), duplicate_risk=False, wait=wait, failures=failures
    )


def verdict(**troubles: Trouble) -> Settled:
    named = {f"file:{name}": trouble for name, trouble in troubles.items()}
    return settled(ROW, Prepared({}, named))[0]


def test_ready() -> None:
    """With an id for each reference the row is ready, until the first of them ends."""
    prepared = Prepared({"file:a": upload("a", 60), "file:b": upload("b")})

    assert (
        Settled(
            ROW,
            waits=False,
            file_ids={"file:a": "id-a", "file:b": "id-b"},
            files_until=NOW + timedelta(seconds=60),
        ),
        None,
    ) == settled(ROW, prepared)


def test_a_row_without_references_is_ready() -> None:
    """It needs no ids, and they never end."""
    assert (Settled(ROW, waits=False), None) == settled(ROW, Prepared())


def test_every_place_of_a_refused_file_is_a_fault() -> None:
    """All faults of a row are told, each with its path."""
    found = verdict(a=MISSING, b=LINK)

    assert "invalid" == found.status
    assert [
        MISSING.at("FlowFileInfos[0].FileIds[0]"),
        LINK.at("FlowFileInfos[1].FileIds[1]"),
        MISSING.at("FlowFileInfos[2].FileIds[0]"),
    ] == found.errors


@pytest.mark.parametrize("other", [Refused(ERROR), AccountPaused(ERROR), later()], ids=repr)
def test_what_is_wrong_on_disk_comes_first(other: Trouble) -> None:
    """A row that must be mended anyway does not wait for its other files."""
    assert "invalid" == verdict(a=other, b=MISSING).status


@pytest.mark.parametrize("other", [AccountPaused(ERROR), later()], ids=repr)
def test_a_file_that_the_api_refuses_fails_its_row(other: Trouble) -> None:
    """The API's verdict on one file is one on the row."""
    found = verdict(a=other, b=Refused(ApiError("Bad", "file")))

    assert ("failed", "Bad", "file") == (found.status, found.error_code, found.error_message)


@pytest.mark.parametrize("trouble", [later(), later(failures=2), AccountPaused(ERROR)], ids=repr)
def test_what_may_pass_is_waited_out(trouble: Trouble) -> None:
    """Neither an account that pauses nor a few failures end a row; it says what it waits for."""
    found = verdict(a=trouble)

    assert ("pending", True, "Code") == (found.status, found.waits, found.error_code)


def test_failures_are_bounded() -> None:
    """A file whose uploads failed max_attempts times in a row ends its row, whatever its other files wait for."""
    found = verdict(a=later(wait=99), b=later(failures=3, code="InternalError"))

    assert ("failed", "InternalError") == (found.status, found.error_code)


def test_the_longest_wait_counts() -> None:
    """A row rests for as long as the last of its files does."""
    _, trouble = settled(ROW, Prepared({}, {"file:a": later(wait=1), "file:b": later(wait=9)}))

    assert later(wait=9) == trouble
