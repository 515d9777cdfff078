"""The database's side: LISTEN, lost connections, a schema that comes late."""

from datetime import timedelta

import orjson
import pytest

from tests.support.databases import create_database, drop_database, with_database
from tests.support.emulated import example
from tests.support.workers import Site, site
from worker import events
from worker.errors import DatabaseAwayError
from worker.schema import migrate

CUT = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid()"""


async def test_an_insert_wakes(here: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that would look again in an hour is woken by the insert."""
    monkeypatch.setattr("worker.dispatch.POLL", 3600)
    first = await here.insert()
    worker = here.start()
    await worker.seen.status(first, "succeeded")
    await here.listening()
    second = await here.insert()
    await worker.seen.status(second, "succeeded")

    assert 2 == here.created


async def test_polling_is_enough(here: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no notification arrives, as behind PgBouncer, polling finds the row."""
    monkeypatch.setattr("worker.wake.CHANNEL", "nobody_notifies_here")
    monkeypatch.setattr("worker.dispatch.POLL", 0.01)
    first = await here.insert()
    worker = here.start()
    await worker.seen.status(first, "succeeded")
    second = await here.insert()
    await worker.seen.status(second, "succeeded")

    assert 2 == here.created


async def test_terminated_connections(here: Site) -> None:
    """All database connections cut again and again under load: the worker lives and loses nothing."""
    rows = "INSERT INTO flowgroup.jobs (payload) SELECT $1 FROM generate_series(1, 300)"
    await here.connection.execute(rows, orjson.dumps(example(1)).decode())
    worker = here.start()
    for done in (30, 90, 150, 210):
        await worker.seen.count(events.Finished, done)
        away = len(worker.seen.of(events.DatabaseAway))
        await here.connection.execute(CUT)
        await worker.seen.count(events.DatabaseAway, away + 1)
    drain = here.start(drain=True)
    await drain.task
    await worker.end()

    assert {"succeeded": 300} == await here.statuses()
    assert 300 == here.created


async def test_a_schema_that_is_not_there(server_url: str) -> None:
    """A worker on an unmigrated database sends nothing and fails; after the migration one serves it."""
    name = await create_database(server_url, "bare")
    url = with_database(server_url, name)
    try:
        async with site(url) as here:
            with pytest.raises(DatabaseAwayError, match="3F000"):
                await here.start().task
            await migrate(url)
            job_id = await here.insert()
            worker = here.start()
            await migrate(url)
            await worker.seen.status(job_id, "succeeded")
            await worker.end()
    finally:
        await drop_database(server_url, name)


async def test_rows_arrive_before_and_after_the_start(here: Site) -> None:
    """Rows that waited and rows that come while the worker runs are all sent, the highest priority first."""
    low, high = await here.insert(priority=0), await here.insert(priority=5)
    worker = here.start(concurrency=1)
    await worker.seen.status(low, "succeeded")
    await worker.seen.status(high, "succeeded")
    later = await here.insert()
    await worker.seen.status(later, "succeeded")

    assert high == worker.seen.of(events.Begun)[0].job_id
    assert {"succeeded": 3} == await here.statuses()


async def test_a_row_for_later(here: Site) -> None:
    """A row planned for later is not sent before its time."""
    later = await here.connection.fetchval("SELECT now() + interval '1 hour'")
    planned, due = await here.insert(run_after=later), await here.insert()
    worker = here.start()
    await worker.seen.status(due, "succeeded")
    await worker.end()

    assert "pending" == (await here.job(planned))["status"]
    assert 1 == here.calls


async def test_a_row_that_came_too_late(here: Site) -> None:
    """A row whose send_before has passed ends failed without a call."""
    past = await here.connection.fetchval("SELECT now() - interval '1 second'")
    job_id = await here.insert(send_before=past, created_at=past - timedelta(seconds=1))
    worker = here.start()
    await worker.seen.wait_for(events.Expired)
    job = await here.job(job_id)

    assert ("failed", "Worker.Expired") == (job["status"], job["error_code"])
    assert 0 == here.calls


async def test_the_server_refuses_connections_at_the_start(here: Site) -> None:
    """A worker whose database is away at its start says so and ends."""
    here.url = with_database(here.url, "flowgroup_nowhere")
    with pytest.raises(DatabaseAwayError, match="3D000"):
        await here.start().task
