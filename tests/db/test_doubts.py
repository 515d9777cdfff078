"""Since when and why an attempt was in doubt stays known, whatever is learnt later."""

from datetime import timedelta

import orjson
import pytest

from tests.support.factories import insert_job
from tests.support.jobs_command import Desk
from tests.support.sender import Sender
from worker.records import OutcomeName

LONG_AGO = timedelta(hours=1)
KNOWN = ("doubt_code", "error_code", "outcome")


async def known(sender: Sender, job_id: int) -> tuple[object, ...]:
    attempt = await sender.attempt(job_id)
    return tuple(attempt[name] for name in KNOWN)


@pytest.mark.parametrize("outcome", ["created", "refused", "transient", "not_sent"])
async def test_a_late_word_leaves_the_doubt_known(sender: Sender, outcome: OutcomeName) -> None:
    """What a timeout put in doubt says since when and why after its late answer as well."""
    await insert_job(sender.connection)
    attempt = await sender.begin_one()
    await sender.report(attempt.key, "in_doubt", error_code="Worker.Timeout")
    before = await sender.attempt(attempt.job_id)

    await sender.report(attempt.key, outcome, error_code="Code")
    after = await sender.attempt(attempt.job_id)

    assert abs(before["doubted_at"] - before["finished_at"]) < timedelta(milliseconds=1)
    assert before["doubted_at"] == after["doubted_at"]
    assert after["finished_at"] > after["doubted_at"]
    assert ("Worker.Timeout", "Code", outcome) == await known(sender, attempt.job_id)


async def test_the_reapers_doubt_is_the_first(sender: Sender) -> None:
    """A reaped attempt says so without a report; its worker's own doubt and answer leave that as it is."""
    job_id = await insert_job(sender.connection, status="sending", aged=LONG_AGO)
    await sender.store.reap()
    reaped = await sender.attempt(job_id)
    key = await sender.key(job_id)

    assert ("Worker.Lost", None, None) == await known(sender, job_id)
    assert (await sender.job(job_id))["finished_at"] == reaped["doubted_at"]
    await sender.report(key, "in_doubt", error_code="Worker.Timeout")
    assert ("Worker.Lost", "Worker.Timeout", "in_doubt") == await known(sender, job_id)
    await sender.report(key, "created")
    assert ("Worker.Lost", None, "created") == await known(sender, job_id)
    assert (await sender.attempt(job_id))["doubted_at"] == reaped["doubted_at"]


async def test_a_doubt_from_before_the_column_is_kept(sender: Sender) -> None:
    """An attempt that an older version put in doubt keeps that too when its answer comes."""
    job_id = await insert_job(sender.connection, status="in_doubt", aged=LONG_AGO)
    since = (await sender.attempt(job_id))["finished_at"]

    await sender.report(await sender.key(job_id), "created")

    assert since == (await sender.attempt(job_id))["doubted_at"]


async def test_an_answer_in_time_knows_no_doubt(sender: Sender) -> None:
    """An attempt that was never in doubt says nothing of the kind."""
    job_id = await insert_job(sender.connection, status="sending")
    await sender.report(await sender.key(job_id), "created")

    assert (None, None, "created") == await known(sender, job_id)


@pytest.mark.parametrize(
    ("lang", "told"),
    [("en", "in doubt since {}, Worker.Lost"), ("zh-CN", "{} 起 in_doubt，Worker.Lost")],
)
def test_show_tells_the_doubt_that_is_over(database_url: str, lang: str, told: str) -> None:
    """A settled row's story tells since when and why it was in doubt, in words and as JSON."""
    desk = Desk(database_url)
    desk.insert(status="succeeded", aged=LONG_AGO)
    sql = "UPDATE flowgroup.attempts SET doubted_at = begun_at, doubt_code = 'Worker.Lost' RETURNING doubted_at"
    [[since]] = desk.fetch(sql)

    text = desk.says("jobs", "show", "1", lang=lang)
    [attempt] = orjson.loads(desk.says("jobs", "show", "1", "--json"))["attempts"]

    assert told.format(f"{since:%Y-%m-%d %H:%M:%S} +0000") in text
    assert ("Worker.Lost", "created") == (attempt["doubt_code"], attempt["outcome"])
    assert attempt["doubt_meaning"]


@pytest.mark.parametrize(
    ("lang", "told"), [("en", "in doubt since {}, Code"), ("zh-CN", "{} 起 in_doubt，Code")]
)
def test_a_verdict_keeps_what_it_was_about(database_url: str, lang: str, told: str) -> None:
    """A verdict tells what it named, and since when and why the row had been in doubt."""
    desk = Desk(database_url)
    desk.insert(status="in_doubt", aged=LONG_AGO)
    [[since]] = desk.fetch("SELECT finished_at FROM flowgroup.jobs")
    desk.says("jobs", "resolve", "1", "created", "--flow-group-id", "g-7", "--reason", "found")

    text = desk.says("jobs", "show", "1", lang=lang)
    [deed] = orjson.loads(desk.says("jobs", "show", "1", "--json"))["audit"]

    deeds = text[text.index("resolve created") :]
    assert f"({told.format(f'{since:%Y-%m-%d %H:%M:%S} +0000')})" in deeds
    assert "FlowGroupId g-7" in deeds
    assert ("g-7", "Code") == (deed["flow_group_id"], deed["doubt_code"])
