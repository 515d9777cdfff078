"""`flowgroup batch` and `flowgroup jobs why`: what operators see of a batch, and why a row waits."""

import orjson
import pytest

from tests.support.jobs_command import Desk

AUDIT = "SELECT action, reason, detail ->> 'batch' FROM flowgroup.audit ORDER BY id"


@pytest.fixture
def desk(database_url: str) -> Desk:
    """Return an operator's desk on the test's own database."""
    return Desk(database_url)


def test_a_batch_is_held_and_released(desk: Desk) -> None:
    """Both say what they did, and leave who and why behind; a second release has nothing to do."""
    desk.insert(batch="b")
    held = desk.says("batch", "hold", "b", "--reason", "wrong seal")
    released = [desk.says("batch", "release", "b", "--reason", "mended") for _ in range(2)]

    assert "Batch b is held: 1 rows wait; 0 on the wire still finish." in held
    assert ["is released", "was not held"] == [
        " ".join(s.split(":")[0].split()[2:]) for s in released
    ]
    assert [("hold", "wrong seal", "b"), ("release", "mended", "b")] == desk.fetch(AUDIT)


@pytest.mark.parametrize(("lang", "word"), [("en", "HELD"), ("zh-CN", "已挂起")])
def test_the_list_shows_live_and_held_batches(desk: Desk, lang: str, word: str) -> None:
    """Live, held and empty held batches have a line each, and scripts read the same."""
    desk.insert(batch="live")
    desk.insert(status="succeeded", batch="live")
    desk.insert(batch="b")
    for batch in ("b", "empty"):
        desk.says("batch", "hold", batch)

    text = desk.says("batch", "list", lang=lang)
    document = orjson.loads(desk.says("batch", "list", "--json"))

    assert 2 == text.count(word)
    found = {line["batch"]: line for line in document["batches"]}
    assert {"live", "b", "empty"} == set(found)
    assert (0.5, 1, None) == tuple(found["live"][n] for n in ("share_done", "pending", "held_by"))
    assert (0, "postgres") == tuple(found["empty"][n] for n in ("total", "held_by"))


@pytest.mark.parametrize(("lang", "word"), [("en", "failed"), ("zh-CN", "失败")])
def test_a_batch_is_told(desk: Desk, lang: str, word: str) -> None:
    """Counts, codes with a row to look at, and the hold with its reason; a name that nobody used is refused."""
    row = desk.insert(status="failed", batch="b", error_code="InternalError.Db")
    desk.insert(batch="b")
    desk.says("batch", "hold", "b", "--reason", "先停一下")

    text = desk.says("batch", "show", "b", lang=lang)
    document = orjson.loads(desk.says("batch", "show", "b", "--json"))

    assert [] == [w for w in (word, "InternalError.Db", "先停一下", "50%") if w not in text]
    assert [row] == [line["sample_job_id"] for line in document["errors"]]
    assert "There is no batch x" in desk.refuses("batch", "show", "x")


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ("no worker runs", "batch is held")),
        ("zh-CN", ("没有运行中的工作进程", "已被操作员挂起")),
    ],
)
def test_why_names_the_one_reason(desk: Desk, lang: str, words: tuple[str, str]) -> None:
    """`jobs why` tells what holds a row in the operator's language, and so does `jobs show` for a hold."""
    row = desk.insert(batch="b")
    due = desk.says("jobs", "why", str(row), lang=lang)
    desk.says("batch", "hold", "b")
    held = desk.says("jobs", "why", str(row), lang=lang)

    assert words == tuple(w for w, text in zip(words, (due, held), strict=True) if w in text)
    assert "flowgroup batch release b" in desk.says("jobs", "show", str(row), lang=lang)
    assert "held" == orjson.loads(desk.says("jobs", "why", str(row), "--json"))["code"]
    assert not [
        text for text in (due, held) if len(text.splitlines()) > 2
    ]  # nothing ends it by itself
    assert "There is no job 99" in desk.refuses("jobs", "why", "99")


def test_a_script_reads_what_was_held_and_released(desk: Desk) -> None:
    """With --json both commands say what they did as a document."""
    desk.insert(batch="b")

    held = orjson.loads(desk.says("batch", "hold", "b", "--json"))
    released = [orjson.loads(desk.says("batch", "release", "b", "--json")) for _ in range(2)]

    assert {"held": "b", "pending": 1, "sending": 0} == held
    assert [{"batch": "b", "released": true} for true in (True, False)] == released
