"""The announcement that the last row of a batch has ended."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from tests.support.factories import insert_job
from tests.support.sender import Sender
from tests.support.tallying import look
from worker.store import Store

HOUR = timedelta(hours=1)


class Heard:
    """What was announced; a marker of our own says that all before it has arrived."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        self._connection = connection
        self._names: list[str] = []
        self._marked = asyncio.Event()

    async def listen(self) -> None:
        await self._connection.add_listener("flowgroup_batch_done", self._take)

    async def batches(self) -> list[str]:
        """Return the batches announced since the last call."""
        self._marked.clear()
        await self._connection.execute("NOTIFY flowgroup_batch_done, 'MARK'")
        await self._marked.wait()
        names, self._names = self._names, []
        return names

    def _take(self, *told: Any) -> None:  # noqa: ANN401  asyncpg's four values, the payload last
        if told[-1] == "MARK":
            self._marked.set()
        else:
            self._names.append(told[-1])


@pytest.fixture
async def heard(connection: asyncpg.Connection) -> Heard:
    heard = Heard(connection)
    await heard.listen()
    return heard


@pytest.fixture
async def others(database_url: str) -> AsyncIterator[list[asyncpg.Connection]]:
    """Yield the connections of several workers."""
    made = [await asyncpg.connect(database_url) for _ in range(4)]
    yield made
    for connection in made:
        await connection.close()


async def end(sender: Sender) -> None:
    attempt = await sender.begin_one()
    await sender.report((attempt.job_id, attempt.attempt_no, attempt.token), "created")


async def test_told_once_when_the_last_row_ends(sender: Sender, heard: Heard) -> None:
    """Nothing is told while a row is open, and then the name, once, however often one looks."""
    for batch in ("night", "night", "later"):
        await insert_job(sender.connection, batch=batch)
    await end(sender)
    await look(sender.connection)
    early = await heard.batches()
    await end(sender)
    for _ in range(3):
        await look(sender.connection)

    assert ([], ["night"]) == (early, await heard.batches())


async def test_told_again_when_it_was_reopened(sender: Sender, heard: Heard) -> None:
    """A batch that was reopened, or to which rows came, is told again at its next end; a verdict tells nothing."""
    job_id = await insert_job(sender.connection, status="failed", batch="night")
    await insert_job(sender.connection, status="in_doubt", batch="night", aged=HOUR)
    await look(sender.connection)
    first = await heard.batches()
    await sender.connection.execute(
        "SELECT flowgroup.resolve(max(id), 'not_created', NULL, NULL, 'seen') FROM flowgroup.jobs"
    )
    await look(sender.connection)
    after_verdict = await heard.batches()
    await sender.connection.execute("SELECT flowgroup.retry($1, 'again')", job_id)
    await look(sender.connection)
    reopened = await heard.batches()
    await end(sender)
    await look(sender.connection)
    retried = await heard.batches()
    await insert_job(sender.connection, batch="night")
    await end(sender)
    await look(sender.connection)

    assert (["night"], [], [], ["night"]) == (first, after_verdict, reopened, retried)
    assert ["night"] == await heard.batches()


async def test_reopened_and_ended_between_two_looks(sender: Sender, heard: Heard) -> None:
    """A row that is retried and ends again before anyone looks has its batch told again."""
    job_id = await insert_job(sender.connection, status="failed", batch="night")
    await look(sender.connection)
    await heard.batches()
    await sender.connection.execute("SELECT flowgroup.retry($1, 'again')", job_id)
    await end(sender)
    await look(sender.connection)

    assert ["night"] == await heard.batches()


async def test_told_again_after_a_truncate(sender: Sender, heard: Heard) -> None:
    """Where all rows were taken away, a batch of the same name and size is another one."""
    for _ in range(2):
        await insert_job(sender.connection, status="failed", batch="night")
        await look(sender.connection)
        await sender.connection.execute("TRUNCATE flowgroup.jobs CASCADE")

    assert ["night"] * 2 == await heard.batches()


async def test_an_end_without_any_worker_is_told_by_the_next(sender: Sender, heard: Heard) -> None:
    """A batch that ended while nobody looked, long ago or by an operator's hand, is told at the next look."""
    await insert_job(sender.connection, status="failed", aged=HOUR, batch="old")
    job_id = await insert_job(sender.connection, batch="new")
    await sender.connection.execute("SELECT flowgroup.cancel($1, 'not wanted')", job_id)
    await look(sender.connection)

    assert ["new", "old"] == sorted(await heard.batches())


async def test_several_workers_tell_it_once(
    sender: Sender, heard: Heard, others: list[asyncpg.Connection]
) -> None:
    """Workers that look at the same moment tell each batch once."""
    for n in range(20):
        await insert_job(sender.connection, status="failed", batch=f"b{n}")
    await asyncio.gather(*(look(connection) for connection in others))

    assert sorted(f"b{n}" for n in range(20)) == sorted(await heard.batches())


async def test_rows_of_no_batch_are_not_told(sender: Sender, heard: Heard, store: Store) -> None:
    """The end of rows without a batch is nobody's, and the worker's own statement is what looks."""
    await insert_job(sender.connection, status="failed", batch=None)
    await insert_job(sender.connection, status="failed", batch="night")

    assert not await store.roll_up()
    assert ["night"] == await heard.batches()
