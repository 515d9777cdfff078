"""What an unconfirmed begin left behind is taken back, whatever becomes of the worker that sent nothing for it."""

import asyncio
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

from tests.support.factories import insert_job
from tests.support.reporters import Heard, away, reporting
from tests.support.sender import Sender
from worker.events import Event, Finished
from worker.store import Store


def _not_sent(event: Event) -> bool:
    return isinstance(event, Finished) and event.outcome == "not_sent"


async def _row(database_url: str, job_id: int) -> tuple[object, ...]:
    connection = await asyncpg.connect(database_url)
    sql = "SELECT status, attempts, error_code FROM flowgroup.jobs WHERE id = $1"
    row = await connection.fetchrow(sql, job_id)
    await connection.close()
    return tuple(row)


async def test_a_worker_that_ends_meanwhile_leaves_its_tokens(
    sender: Sender, store: Store, server_url: str, database_url: str, tmp_path: Path
) -> None:
    """A worker stopped while the database is away waits only for the disk; the next one takes the row back."""
    token, heard = uuid4(), Heard()
    job_id = await insert_job(sender.connection)
    await sender.begin(token=token)

    async with away(server_url, database_url):
        async with reporting(store, tmp_path, heard, "worker-1") as reporter:
            reporter.withdraw(token, within=60)
            await reporter.written()
            await reporter.safe()
        assert (0, 1) == reporter.left
    taken_back = asyncio.create_task(heard.next(_not_sent))
    await asyncio.sleep(0)
    async with reporting(store, tmp_path, heard, "worker-2"):
        await taken_back

    assert ("pending", 0, "Worker.Unsent") == await _row(database_url, job_id)


async def test_a_living_worker_adopts_too(
    sender: Sender, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a colleague left behind is taken up by a worker that has long been running."""
    monkeypatch.setattr("worker.report.ADOPT_EVERY", 0.01)
    token, heard = uuid4(), Heard()
    job_id = await insert_job(sender.connection)
    taken_back = asyncio.create_task(heard.next(_not_sent))
    async with reporting(store, tmp_path, heard, "worker-1"):
        async with reporting(store, tmp_path, heard, "worker-2") as dies:
            dies.withdraw(token, within=60)
            await dies.safe()
        await sender.begin(token=token)
        await taken_back

    assert "pending" == await sender.status(job_id)


async def test_an_unknown_token_is_nobodys(
    sender: Sender, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A row on the wire whose token nobody recorded is left alone: it may have been sent."""
    monkeypatch.setattr("worker.report.ADOPT_EVERY", 0.01)
    heard = Heard()
    on_wire, token = await insert_job(sender.connection, status="sending"), uuid4()
    unsent = await insert_job(sender.connection)
    await sender.begin(token=token)
    taken_back = asyncio.create_task(heard.next(_not_sent))
    await asyncio.sleep(0)
    async with reporting(store, tmp_path, heard, "worker-1") as reporter:
        reporter.withdraw(token, within=60)
        await taken_back

    assert ["sending", "pending"] == [await sender.status(job_id) for job_id in (on_wire, unsent)]


async def test_tokens_are_forgotten_when_nothing_can_appear_any_more(
    store: Store, tmp_path: Path
) -> None:
    """A file that holds only tokens whose time is over goes away."""
    async with reporting(store, tmp_path, Heard(), "worker-1") as reporter:
        reporter.withdraw(uuid4(), within=0)
        await reporter.written()

        assert [] == list((tmp_path / "spool").glob("*"))
        assert (0, 0) == reporter.left
