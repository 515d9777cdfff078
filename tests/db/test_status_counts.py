"""What `status` counts where rows are in two lines at once."""

from datetime import timedelta

import asyncpg
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.support.factories import insert_attempt, insert_job
from worker.holds import Holds
from worker.ops.ask import ask
from worker.ops.status.records import Waiting
from worker.store import Store


@pytest.mark.parametrize("settled", [False, True])
async def test_held_rows_are_held_and_nothing_else(
    engine: AsyncEngine, store: Store, connection: asyncpg.Connection, *, settled: bool
) -> None:
    """Due, backing off or in want of files, before and after a worker took them out; on the wire none is held."""
    later = timedelta(minutes=-5)
    await insert_job(connection, batch="b")
    await insert_job(connection, batch="b", attempt_no=1, attempts=1, aged=later)
    await insert_job(connection, batch="b", waits_for_files=True)
    await insert_job(connection, batch="b", status="sending")
    await connection.execute("SELECT flowgroup.hold('b', 'wrong seal')")
    if settled:
        await Holds(store).settle()
    [line] = await ask(engine, "status_waiting", {"batch": None})

    assert Waiting("default", 0, 0, 0, None, held=3) == Waiting(**line)


async def test_a_row_on_the_wire_does_not_wait(
    engine: AsyncEngine, connection: asyncpg.Connection
) -> None:
    """A code is borne by rows that wait after it, not by one that is tried again now; a missed slot is no error."""
    await insert_job(connection, status="sending", error_code="InternalError")
    await insert_job(connection, error_code="Throttled")
    missed = await insert_job(connection, error_code="Worker.SlotMissed")
    await insert_attempt(connection, missed, 1, outcome="not_sent", error_code="Worker.SlotMissed")
    rows = await ask(engine, "status_errors", {"batch": None})

    assert [("Throttled", 1)] == [(row["code"], row["waiting"]) for row in rows]
