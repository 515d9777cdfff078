"""`flowgroup pause` and `resume` as a script meets them."""

import orjson
import pytest

from tests.support.jobs_command import Desk


@pytest.fixture
def desk(database_url: str) -> Desk:
    """Return an operator's desk on the test's own database."""
    return Desk(database_url)


def test_a_script_reads_what_stands_and_what_goes_on(desk: Desk) -> None:
    """With --json both say what they did as a document: which accounts, until when, and what is still paused."""
    until = "2099-01-01T00:00:00+00:00"

    paused = orjson.loads(desk.says("pause", "--account", "north", "--until", until, "--json"))
    desk.says("pause")
    resumed = [orjson.loads(desk.says("resume", "--account", "north", "--json")) for _ in range(2)]

    assert {"paused": "north", "until": until} == paused
    assert [
        {"resumed": ["north"], "still_paused": ["*"]},
        {"resumed": [], "still_paused": ["*"]},
    ] == resumed
