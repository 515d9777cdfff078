"""Held batches: none of their rows is begun, and each returns to its place in the line."""

import asyncio
from pathlib import Path

import asyncpg
import pytest

from tests.support.factories import insert_job
from tests.support.reporters import Heard, reporting
from tests.support.sender import Sender
from worker.drain import drained
from worker.errors import PausedError
from worker.files.rows import FileRows
from worker.holds import Holds
from worker.store import Store

ORDER = "SELECT run_after, held_run_after FROM flowgroup.jobs ORDER BY id"
AUDIT = """SELECT action, reason, detail ->> 'batch', actor = session_user, detail ->> 'held_for',
    detail ->> 'held_by' = session_user FROM flowgroup.audit ORDER BY id"""


async def hold(connection: asyncpg.Connection, batch: str = "b", reason: str = "why") -> None:
    await connection.execute("SELECT flowgroup.hold($1, $2)", batch, reason)


async def release(connection: asyncpg.Connection, batch: str = "b") -> bool:
    done: bool = await connection.fetchval("SELECT flowgroup.release($1, 'well')", batch)
    return done


async def begun(sender: Sender) -> list[int]:
    """Begin all that can be begun, in the order of sending."""
    ids = []
    while attempts := await sender.begin(n=1):
        ids += [attempt.job_id for attempt in attempts]
    return ids


@pytest.mark.parametrize("settled", [False, True])
async def test_no_row_of_a_held_batch_is_begun(
    sender: Sender, store: Store, *, settled: bool
) -> None:
    """From the hold on none is begun, whether or not a worker has taken them out of the line, and others are."""
    held = [await insert_job(sender.connection, batch="b", priority=n % 2) for n in range(4)]
    other = await insert_job(sender.connection, batch="c")
    await hold(sender.connection)
    if settled:
        await Holds(store).settle()

    assert [other] == await begun(sender)
    assert await store.due_in("default") is None
    assert held == [
        row["id"]
        for row in await sender.connection.fetch(
            "SELECT id FROM flowgroup.jobs WHERE status = 'pending' AND (run_after = 'infinity') = $1"
            " ORDER BY id",
            settled,
        )
    ]


async def test_each_row_returns_to_its_place(sender: Sender, store: Store) -> None:
    """A release changes nothing about who is sent first: priority, retries, run_after, id."""
    for priority, attempts in ((0, 0), (1, 0), (0, 1), (0, 0)):
        await insert_job(
            sender.connection, batch="b", priority=priority, attempt_no=attempts, attempts=attempts
        )
    before = await sender.connection.fetch(ORDER)
    await hold(sender.connection)
    await Holds(store).settle()

    assert await release(sender.connection)
    assert before == await sender.connection.fetch(ORDER)
    assert [2, 3, 1, 4] == await begun(sender)
    assert not await release(sender.connection)


async def test_no_file_of_a_held_batch_is_uploaded(sender: Sender, store: Store) -> None:
    """From the hold on nobody seeks files for its rows, whether or not they are out of the line."""
    await insert_job(sender.connection, batch="b", waits_for_files=True)
    rows, within = FileRows(store), 60.0
    before = await rows.lines(["default"], within), await rows.next("default", 9, within, [])
    await hold(sender.connection)

    assert (1, 1) == tuple(len(found) for found in before)
    assert [] == await rows.lines(["default"], within)
    assert [] == await rows.next("default", 9, within, [])


@pytest.mark.parametrize(
    "came",
    [
        "INSERT INTO flowgroup.jobs (batch, payload) SELECT 'b', payload FROM flowgroup.jobs LIMIT 1",
        "SELECT flowgroup.retry(1, 'again')",
        "UPDATE flowgroup.jobs SET status = 'pending', finished_at = NULL WHERE id = 1",
        "UPDATE flowgroup.jobs SET payload = '{\"FlowFileInfos\": [{}, {}]}' WHERE id = 2",
        "UPDATE flowgroup.jobs SET batch = 'b' WHERE id = 3",
    ],
)
async def test_rows_that_come_later_are_held_too(sender: Sender, came: str) -> None:
    """A row that comes into a held batch, or comes to wait in it again, is out of the line at once."""
    await insert_job(sender.connection, batch="b", status="failed")
    await insert_job(sender.connection, batch="b", status="invalid")
    await insert_job(sender.connection, batch="c", account="other")
    await hold(sender.connection)
    await sender.connection.execute(came)

    assert 1 == await sender.connection.fetchval(
        "SELECT count(*) FROM flowgroup.jobs WHERE run_after = 'infinity' AND isfinite(held_run_after)"
    )
    assert [] == await begun(sender)
    assert await release(sender.connection)
    assert 0 == await sender.connection.fetchval(
        "SELECT count(*) FROM flowgroup.jobs WHERE run_after = 'infinity' OR held_run_after IS NOT NULL"
    )


async def test_a_row_withdrawn_while_held_waits_no_more_when_it_is_retried(
    sender: Sender, store: Store
) -> None:
    """What was cancelled while it was held, and is retried after the release, is due at once."""
    row = await insert_job(sender.connection, batch="b")
    await hold(sender.connection)
    await Holds(store).settle()
    await sender.connection.execute("SELECT flowgroup.cancel($1, '')", row)
    await release(sender.connection)
    await sender.connection.execute("SELECT flowgroup.retry($1, '')", row)

    assert [] == await Holds(store).waiting()
    assert [row] == await begun(sender)


async def test_a_release_is_of_one_batch_and_told(sender: Sender, store: Store) -> None:
    """Rows of other held batches stay out of the line; workers that listen hear of those that are back."""
    for batch in "bc":
        await insert_job(sender.connection, batch=batch)
        await hold(sender.connection, batch)
    await Holds(store).settle()
    told = asyncio.Event()
    await sender.connection.add_listener("flowgroup_jobs", lambda *_: told.set())
    await release(sender.connection)

    await told.wait()
    assert [False, True] == [
        row["held_run_after"] is not None for row in await sender.connection.fetch(ORDER)
    ]


async def test_a_row_that_leaves_its_held_batch_returns_to_its_place(
    sender: Sender, store: Store
) -> None:
    """Under the name of a batch that is not held it waits where it was, without a release."""
    await insert_job(sender.connection, batch="b")
    before = await sender.connection.fetch(ORDER)
    await hold(sender.connection)
    await Holds(store).settle()
    await sender.connection.execute("UPDATE flowgroup.jobs SET batch = 'c'")

    assert before == await sender.connection.fetch(ORDER)


@pytest.mark.parametrize("seen", [False, True])
async def test_a_row_that_is_moved_by_hand_stays_held(
    sender: Sender, store: Store, *, seen: bool
) -> None:
    """A run_after that somebody writes into a held row is what it returns to, and no way around the hold."""
    row = await insert_job(sender.connection, batch="b")
    await hold(sender.connection)
    await Holds(store).settle()
    await sender.connection.execute("UPDATE flowgroup.jobs SET run_after = '2026-01-01Z'")

    assert [] == await begun(sender)
    if seen:
        await Holds(store).settle()
    await release(sender.connection)
    assert [(2026, None)] == [
        (r["run_after"].year, r["held_run_after"]) for r in await sender.connection.fetch(ORDER)
    ]
    assert [row] == await begun(sender)


async def test_who_held_it_and_why_is_kept(sender: Sender) -> None:
    """Hold and release are in the audit table with their reasons; nothing is held under no name."""
    await hold(sender.connection, reason="wrong seal")
    await release(sender.connection)
    with pytest.raises(asyncpg.RaiseError, match="name of a batch"):
        await hold(sender.connection, "")

    audit = [tuple(row) for row in await sender.connection.fetch(AUDIT)]
    assert ("hold", "wrong seal", "b", True, None, None) == audit[0]
    assert [("release", "well", "b", True, "wrong seal", True)] == audit[1:]


async def test_a_drain_says_what_is_held(sender: Sender, store: Store, tmp_path: Path) -> None:
    """A drain that has nothing left but rows of a held batch ends as one that met a pause, and names the batch."""
    await insert_job(sender.connection, batch="b")
    await insert_job(sender.connection, batch="on the wire", status="sending")
    await hold(sender.connection, reason="wrong seal")
    await hold(sender.connection, "on the wire")
    assert ["b"] == [held.batch for held in await Holds(store).waiting()]
    await release(sender.connection, "on the wire")
    await sender.connection.execute("DELETE FROM flowgroup.jobs WHERE status = 'sending'")

    async with reporting(store, tmp_path, Heard(), "worker-1") as reporter:
        with pytest.raises(PausedError, match=r"Batch b is held since .* wrong seal"):
            await drained(store, reporter, dict)


async def test_a_drain_waits_for_rows_that_return(sender: Sender, store: Store) -> None:
    """Rows of a released batch that no worker has put back yet are known to a drain."""
    await insert_job(sender.connection, batch="b")
    await hold(sender.connection)
    await Holds(store).settle()
    await sender.connection.execute("DELETE FROM flowgroup.held_batches")

    assert [("b", None)] == [(held.batch, held.since) for held in await Holds(store).waiting()]
    await Holds(store).settle()
    assert [] == await Holds(store).waiting()
