"""Reports outlive the database's absence, and one that it refuses stops no other."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

from tests.support.factories import insert_job
from tests.support.reporters import Heard, away, reporting
from tests.support.sender import Sender, report
from worker.events import DatabaseAway, Defect, Finished, ReportRefused
from worker.report import Reporter
from worker.store import Store


@pytest.fixture
def heard() -> Heard:
    """Return the reporter's listener."""
    return Heard()


@pytest.fixture
async def reporter(store: Store, heard: Heard, tmp_path: Path) -> AsyncIterator[Reporter]:
    """Yield a reporter that runs."""
    async with reporting(store, tmp_path, heard, "worker-1") as reporter:
        yield reporter


async def statuses(database_url: str) -> list[str]:
    connection = await asyncpg.connect(database_url)
    rows = await connection.fetch("SELECT status FROM flowgroup.jobs ORDER BY id")
    await connection.close()
    return [row["status"] for row in rows]


async def test_reports_wait_for_the_database(
    sender: Sender, reporter: Reporter, heard: Heard, server_url: str, database_url: str
) -> None:
    """What is reported while the database is away is written once it is back, in full."""
    ids = [await insert_job(sender.connection, status="sending") for _ in range(300)]
    keys = [await sender.key(job_id) for job_id in ids]

    async with away(server_url, database_url):
        gone = asyncio.create_task(heard.next(lambda event: isinstance(event, DatabaseAway)))
        await asyncio.sleep(0)
        for key in keys:
            reporter.put(report(key, "created"))
        await gone
        held = reporter.away
    await reporter.written()

    assert held
    assert not reporter.away
    assert ["succeeded"] * 300 == await statuses(database_url)
    assert set(ids) == {e.job_id for e in heard.events if isinstance(e, Finished)}


async def test_a_doubt_and_its_answer_wait_together(
    sender: Sender, reporter: Reporter, heard: Heard, server_url: str, database_url: str
) -> None:
    """A timeout and its late answer that both wait for the database end as the answer says."""
    key = await sender.key(await insert_job(sender.connection, status="sending"))

    async with away(server_url, database_url):
        gone = asyncio.create_task(heard.next(lambda event: isinstance(event, DatabaseAway)))
        await asyncio.sleep(0)
        reporter.put(report(key, "in_doubt"))
        reporter.put(report(key, "created"))
        await gone
    await reporter.written()

    assert ["succeeded"] == await statuses(database_url)


async def test_a_refused_report_stops_no_other(
    sender: Sender, reporter: Reporter, heard: Heard
) -> None:
    """A report that the database cannot take is dropped loudly; those around it are written."""
    ids = [await insert_job(sender.connection, status="sending") for _ in range(5)]
    reports = [report(await sender.key(job_id), "created") for job_id in ids]
    reports[2] = report(await sender.key(ids[2]), "created", flow_group_id=None)

    for one in reports:
        reporter.put(one)
    await reporter.written()

    assert [ReportRefused(ids[2], 1)] == [e for e in heard.events if isinstance(e, ReportRefused)]
    assert ["succeeded", "succeeded", "sending", "succeeded", "succeeded"] == [
        await sender.status(job_id) for job_id in ids
    ]


async def test_a_refused_text_costs_no_result(sender: Sender, reporter: Reporter) -> None:
    """A creation whose free text the database cannot take is written without it."""
    job_id = await insert_job(sender.connection, status="sending")
    poison = [{"ApproverRoleName": "\x00"}]

    reporter.put(
        report(await sender.key(job_id), "created", approvers=poison, error_message="\x00")
    )
    await reporter.written()
    job = await sender.job(job_id)

    assert ("succeeded", "group-1", None) == (job["status"], job["flow_group_id"], job["approvers"])


async def test_an_unconfirmed_begin_is_withdrawn(
    sender: Sender, reporter: Reporter, heard: Heard
) -> None:
    """Rows of a begin whose commit was never confirmed go back to pending, no attempt counted."""
    token = uuid4()
    job_id = await insert_job(sender.connection)
    await sender.begin(token=token)
    written = asyncio.create_task(heard.next(lambda event: isinstance(event, Finished)))
    await asyncio.sleep(0)

    reporter.withdraw(token, within=60)
    await written
    job = await sender.job(job_id)

    assert ("pending", 0, 1, "Worker.Unsent") == tuple(
        job[name] for name in ("status", "attempts", "attempt_no", "error_code")
    )


async def test_a_begin_that_commits_late_is_withdrawn_too(
    sender: Sender, reporter: Reporter, heard: Heard
) -> None:
    """An unconfirmed begin whose rows appear only afterwards is found when they do."""
    token = uuid4()
    written = asyncio.create_task(heard.next(lambda event: isinstance(event, Finished)))
    reporter.withdraw(token, within=60)
    job_id = await insert_job(sender.connection)
    await sender.begin(token=token)

    await written

    assert "pending" == await sender.status(job_id)


async def test_a_locked_row_holds_up_no_other(
    sender: Sender, reporter: Reporter, heard: Heard, database_url: str
) -> None:
    """A report whose row somebody holds waits for it; the others are written meanwhile."""
    for _ in range(3):
        await insert_job(sender.connection)
    held, *others = await sender.begin(3)
    holder = await asyncpg.connect(database_url)
    async with holder.transaction():
        await holder.execute("SELECT FROM flowgroup.jobs WHERE id = $1 FOR UPDATE", held.job_id)
        for attempt in (held, *others):
            reporter.put(report(attempt.key, "created"))
        last = others[-1].job_id
        await heard.next(lambda e: isinstance(e, Finished) and e.job_id == last)
        meanwhile = await statuses(database_url)
    await reporter.written()
    await holder.close()

    assert ["sending", "succeeded", "succeeded"] == meanwhile
    assert ["succeeded"] * 3 == await statuses(database_url)


async def test_a_wrong_statement_loses_nothing(
    sender: Sender, reporter: Reporter, heard: Heard, database_url: str, tmp_path: Path
) -> None:
    """While a table is not what it should be, results are on disk; once it is, they are written."""
    await insert_job(sender.connection)
    [attempt] = await sender.begin()
    await sender.connection.execute("ALTER TABLE flowgroup.attempts RENAME outcome TO result")
    told = asyncio.create_task(heard.next(lambda e: isinstance(e, Defect)))
    reporter.put(report(attempt.key, "created"))
    await told
    await reporter.safe()
    kept = list((tmp_path / "spool").glob("*.jsonl"))
    await sender.connection.execute("ALTER TABLE flowgroup.attempts RENAME result TO outcome")
    await reporter.written()

    assert 1 == len(kept)
    assert ["succeeded"] == await statuses(database_url)
