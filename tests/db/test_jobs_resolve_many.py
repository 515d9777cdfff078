"""`flowgroup jobs resolve … not_created` on many rows: each by its own fifteen minutes, each with an audit row."""

from datetime import timedelta

import pytest

from tests.support.factories import insert_attempt
from tests.support.jobs_command import Desk

OLD, YOUNG = timedelta(minutes=16), timedelta(minutes=14)
ENDS = "SELECT id, status, error_code FROM flowgroup.jobs ORDER BY id"
AUDIT = """SELECT job_id, reason, detail ->> 'verdict', actor = session_user
    FROM flowgroup.audit WHERE action = 'resolve' ORDER BY id"""


@pytest.fixture
def desk(database_url: str) -> Desk:
    """Return an operator's desk on the test's own database."""
    return Desk(database_url)


def doubt(desk: Desk, aged: timedelta, **columns: object) -> int:
    return desk.insert(aged=aged, status="in_doubt", error_code="Worker.Lost", **columns)


@pytest.mark.parametrize(
    ("lang", "told"), [("en", "left alone: 1 row ({})"), ("zh-CN", "未处理：1 行 ({})")]
)
def test_each_by_its_own_time(desk: Desk, lang: str, told: str) -> None:
    """Of the rows that match, those end that were signed 15 minutes ago; the others stay in doubt and are told."""
    old, young, other = doubt(desk, OLD, batch="b"), doubt(desk, YOUNG, batch="b"), doubt(desk, OLD)

    text = desk.says(
        "jobs", "resolve", "not_created", "--batch", "b", "--reason", "seen", "--yes", lang=lang
    )

    assert told.format(young) in text
    assert [
        (old, "failed", "Worker.NotCreated"),
        (young, "in_doubt", "Worker.Lost"),
        (other, "in_doubt", "Worker.Lost"),
    ] == desk.fetch(ENDS)
    assert [(old, "seen", "not_created", True)] == desk.fetch(AUDIT)


def test_the_function_asks_the_time_itself(desk: Desk) -> None:
    """Whoever calls it by SQL is held to the same; rows that are not in doubt are passed over."""
    old, young, failed = doubt(desk, OLD), doubt(desk, YOUNG), desk.insert(status="failed")

    settled = desk.fetch("SELECT * FROM flowgroup.resolve_many($1, 'seen')", [young, failed, old])

    assert [(old,)] == settled


def test_a_group_that_is_known_is_kept(desk: Desk) -> None:
    """A row whose group is known is left to a look of its own; the function keeps the group."""
    row = doubt(desk, OLD)
    desk.on(lambda connection: insert_attempt(connection, row, 9, outcome="created", aged=OLD))

    text = desk.says("jobs", "resolve", "not_created", "--older", "1m", "--reason", "seen", "--yes")
    assert "0 rows settled" in text
    desk.fetch("SELECT flowgroup.resolve_many($1, 'seen')", [row])

    assert [(row, "succeeded", None)] == desk.fetch(ENDS)


def test_it_asks_first(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The preview says how many rows end as not created, and no is no."""
    monkeypatch.setattr("worker.ops.jobs.many._can_answer", lambda: True)
    for _ in range(2):
        doubt(desk, OLD, batch="b")

    result = desk.run(
        "jobs", "resolve", "not_created", "--batch", "b", "--reason", "seen", answer="n\n"
    )

    assert "resolve not_created: 2 rows (4 contracts)" in result.stdout
    assert "resolve not_created 2 rows? [y/N]" in result.stdout
    assert ["in_doubt"] * 2 == [status for _, status, _ in desk.fetch(ENDS)]
