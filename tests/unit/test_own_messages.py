"""What a row's error_message says in our own words stands in both languages; each reader gets one half."""

import re
from pathlib import Path
from random import Random
from uuid import UUID

import pytest

from jobs import lost_files
from jobs.answer import Answer, HttpAnswer, NoAnswer, NotSent
from jobs.classify import classify
from jobs.outcome import ApiError, Created, Refused
from jobs.upload import Stored, classify_upload
from worker.bilingual import both, spoken
from worker.emulator.config import Window
from worker.files.cache import FileKey
from worker.files.fault import CHANGING, FILE, FOLDER, NO_ROOT, ROOT, FilesAwayError
from worker.files.prepared import away
from worker.files.tries import Tries
from worker.ops.emulate import note
from worker.ops.psql import did_not_start
from worker.postgres import EmbeddedPostgresError
from worker.records import BegunAttempt
from worker.settings import Settings
from worker.verdicts import without_ids

HAN = re.compile(r"[\u4e00-\u9fff]")
ANSWERS = (
    NotSent("Worker.ConnectFailed"),
    NoAnswer("Worker.ConnectionLost"),
    HttpAnswer(502, b"<html>"),
    HttpAnswer(200, b'{"Response": {"RequestId": "s1"}}'),
)
BEGUN = BegunAttempt(UUID(int=1), 1, 1, 1, 0, 2, b"{}", 0, 0.0, None)
DENIED = OSError(13, "Permission denied")


def check(text: str | None) -> None:
    """Fail unless there are two halves, each in its language."""
    english, chinese = spoken(text or "", "en"), spoken(text or "", "zh-CN")

    assert english.isascii()
    assert HAN.search(chinese), chinese
    assert "｜" not in english + chinese


@pytest.mark.parametrize("answer", ANSWERS, ids=str)
def test_what_an_answer_means(answer: Answer) -> None:
    """Of a create, and of an upload."""
    call, upload = classify(answer, contracts=2), classify_upload(answer)

    assert not isinstance(call, Created)
    assert not isinstance(upload, Stored)
    check(call.error.message)
    check(upload.error.message)


@pytest.mark.parametrize("what", [NO_ROOT, ROOT, FOLDER, FILE, CHANGING])
@pytest.mark.parametrize("error", [None, DENIED])
def test_files_that_cannot_be_read(what: str, error: OSError | None) -> None:
    """Whatever is away, and whatever the system says of it."""
    text = away(FilesAwayError(what, error)).error.message

    check(text)
    assert error is None or text.count("Permission denied") == 2


def test_what_else_is_told_of_files() -> None:
    """Other files than were uploaded, an upload that rests, ids that may have expired."""
    key = FileKey("default", "owner", "a" * 64)
    refused = Refused(ApiError("ResourceNotFound.File", "gone"))

    check(without_ids(BEGUN).error_message)
    check(Tries(Settings(), Random(1)).resting(key, 1).error.message)
    check(lost_files.given(refused).error.message)


def test_an_embedded_server_that_does_not_start() -> None:
    """Where it is and why, in the line of a command too; what the server itself says stays as it is."""
    error = EmbeddedPostgresError(Path("/data"), both("it runs.", "正在运行。"))
    told = str(did_not_start(EmbeddedPostgresError(Path("/data"), "no space")))

    check(str(error))
    check(str(did_not_start(error)))
    assert "no space" in spoken(told, "zh-CN")


@pytest.mark.parametrize("window", ["sliding", "fixed"])
@pytest.mark.parametrize("limit", [0, 20])
def test_the_emulators_note(limit: int, window: Window) -> None:
    """Where it serves, how fast, and how it ends."""
    check(note("http://127.0.0.1:1", limit, window))


def test_the_halves_are_those_of_everybody() -> None:
    """The domain's sign between the halves is the one that the runtime cuts at."""
    check(both("English.", "中文。"))
