"""What nobody foresaw: told by kind and place, and without what it was about."""

import logging
from io import StringIO

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from typer.testing import CliRunner

from tests.support.emulated import example
from tests.support.workers import Site
from worker.attempt import Caller
from worker.database import make_engine
from worker.events import Defect
from worker.ops.cli import app
from worker.ops.logs import logging_listener

CANARY = "王五 13700137000 330102199001011234"


def explode(*_: object, **__: object) -> None:
    """Fail with a text that names somebody."""
    raise ValueError(CANARY)


async def test_a_defect_at_a_call(
    here: Site, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The row is in doubt, the log names the kind of error, and nothing tells the name that its text held."""
    monkeypatch.setattr(Caller, "_judged", explode)
    job_id = await here.insert(example(1) | {"FlowGroupName": CANARY})
    worker = here.start()
    await worker.seen.status(job_id, "in_doubt")
    stream = StringIO()
    log = logging_listener("json", stream)
    for event in worker.seen.events:
        log(event)
    job = await here.job(job_id)

    assert [Defect("attempt", "ValueError")] == worker.seen.of(Defect)
    told = stream.getvalue() + caplog.text + str(job["error_message"])
    assert [] == [word for word in CANARY.split() if word in told]


@pytest.mark.parametrize(
    ("where", "lang", "words"),
    [
        ("worker.app.WorkerApp._identify", "en", "this is a defect"),
        ("worker.app.drained", "zh-CN", "这是程序缺陷"),
    ],
)
def test_a_defect_that_ends_the_worker(
    where: str, lang: str, words: str, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It ends 1 with frames and the kind of error on stderr, and not with its text."""
    monkeypatch.setattr(where, explode)
    environ = {
        "FLOWGROUP_DATABASE_URL": database_url,
        "FLOWGROUP_ENDPOINT": "http://127.0.0.1:9",
        "FLOWGROUP_LOG": "json",
        "TENCENTCLOUD_SECRET_ID": "AKIDx",
        "TENCENTCLOUD_SECRET_KEY": "x",
    }
    result = CliRunner().invoke(app, ["worker", "--drain"], env={**environ, "FLOWGROUP_LANG": lang})

    assert 1 == result.exit_code
    assert words in result.stderr
    assert "｜" not in result.stderr
    assert "builtins.ValueError" in result.stderr
    assert "in explode" in result.stderr
    assert [] == [word for word in CANARY.split() if word in result.output]


async def test_no_error_of_the_database_holds_what_it_was_given(database_url: str) -> None:
    """A statement's parameters stand in no error, so in no traceback either."""
    engine = make_engine(database_url)
    async with engine.connect() as connection:
        with pytest.raises(DBAPIError) as raised:
            await connection.execute(text("SELECT no_such_function(:payload)"), {"payload": CANARY})
    await engine.dispose()

    assert CANARY not in str(raised.value)
    assert logging.getLogger("sqlalchemy.engine").getEffectiveLevel() > logging.INFO
