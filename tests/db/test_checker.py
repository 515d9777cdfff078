"""The checker as a process: it judges rows, and nothing that a payload does to it stops the worker."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from functools import partial
from pathlib import Path
from unittest.mock import patch

import asyncpg
import orjson
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.support.checking import WEAK, checking
from tests.support.emulated import example
from tests.support.pdfs import ACCOUNT, make_root
from tests.support.workers import Seen
from worker.check.messages import Held, Order, Written
from worker.check.process import Checking
from worker.events import Checked, CheckerLost
from worker.store import Store

pytestmark = pytest.mark.timeout(60)
Check = Callable[..., AbstractAsyncContextManager[Seen]]
ADD = "INSERT INTO flowgroup.jobs (account, payload) VALUES ($1, $2::text::jsonb) RETURNING id"


@pytest.fixture
def check(engine: AsyncEngine, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Check:
    """Return what runs a checker on the test's database."""
    monkeypatch.chdir(Path(__file__).parents[2])
    return partial(checking, engine, database_url)


async def insert(connection: asyncpg.Connection, account: str = "default", **fields: object) -> int:
    job_id: int = await connection.fetchval(
        ADD, account, orjson.dumps(example(1) | fields).decode()
    )
    return job_id


async def statuses(connection: asyncpg.Connection) -> dict[int, str]:
    return dict(await connection.fetch("SELECT id, status FROM flowgroup.jobs"))


async def faults(connection: asyncpg.Connection, job_id: int) -> list[tuple[str, str]]:
    errors = await connection.fetchval("SELECT errors FROM flowgroup.jobs WHERE id = $1", job_id)
    return [(fault["path"], fault["rule"]) for fault in orjson.loads(errors or "[]")]


async def test_rows_are_checked_as_they_come(check: Check, connection: asyncpg.Connection) -> None:
    """Rows that waited are checked, and so are those that come later."""
    bad = await insert(connection, FlowGroupName="a b")
    async with check() as seen:
        first = await seen.wait_for(Checked)
        good = await insert(connection)
        await seen.count(Checked, 2)

    assert Checked(1, 1) == first
    assert {bad: "invalid", good: "pending"} == await statuses(connection)


@pytest.mark.parametrize("name", ["KILLS", "HANGS", "GROWS"])
async def test_a_payload_that_the_checker_does_not_survive(
    check: Check, connection: asyncpg.Connection, name: str
) -> None:
    """The row ends invalid with a rule that says so; all others are checked."""
    before = [await insert(connection) for _ in range(3)]
    hostile = await insert(connection, FlowGroupName=name)
    behind = [await insert(connection) for _ in range(3)]
    async with check(command=WEAK) as seen:
        await seen.wait_for(Checked, lambda event: event.invalid == 1)
        await _all_checked(connection, seen)

    assert [("$", "too_costly")] == await faults(connection, hostile)
    others = dict.fromkeys(before + behind, "pending")
    assert others | {hostile: "invalid"} == await statuses(connection)
    # Memory that is not to be had is told by the interpreter; the others take the process along, twice.
    assert (0 if name == "GROWS" else 2) == len(seen.of(CheckerLost))


async def test_a_checker_that_is_killed_once(check: Check, connection: asyncpg.Connection) -> None:
    """A row over which a checker died once, by whatever hand, is judged by the next one."""
    job_id = await insert(connection, FlowGroupName="ONCE")
    async with check(command=WEAK) as seen:
        await seen.wait_for(Checked)

    assert 1 == len(seen.of(CheckerLost))
    assert {job_id: "pending"} == await statuses(connection)


async def test_a_missing_file(check: Check, connection: asyncpg.Connection, tmp_path: Path) -> None:
    """A reference to a file that is not there, or forbidden, makes the row invalid at the check."""
    root = make_root(tmp_path)
    root.put("a.pdf")
    rows = [await _with_file(connection, name) for name in ("a.pdf", "b.pdf", "../c.pdf")]
    async with check(files_root=root.path) as seen:
        await _all_checked(connection, seen)
    found = [await faults(connection, job_id) for job_id in rows]

    path = "FlowFileInfos[0].FileIds[0]"
    assert [[], [(path, "file_missing")], [(path, "file_outside")]] == found


async def test_a_take_holds_few_rows(
    store: Store, connection: asyncpg.Connection, database_url: str
) -> None:
    """However many wait, no more than fifty are taken at once: what is sent meanwhile waits for their commit."""
    for _ in range(120):
        await insert(connection)
    with patch("worker.check.process._tell") as told:
        await Checking(store, Order(database_url, "worker-1", None)).round()
    messages = [call.args[0] for call in told.call_args_list]

    assert [50, 50, 20] == [len(m.rows) for m in messages if isinstance(m, Held)]
    assert [50, 50, 20] == [m.jobs for m in messages if isinstance(m, Written)]


async def test_files_without_a_root(check: Check, connection: asyncpg.Connection) -> None:
    """Where no root is set nobody looks for files, and no row is blamed."""
    job_id = await _with_file(connection, "b.pdf")
    async with check() as seen:
        await seen.wait_for(Checked)

    assert {job_id: "pending"} == await statuses(connection)


async def test_two_workers_share_the_rows(check: Check, connection: asyncpg.Connection) -> None:
    """With two checkers each row gets one verdict."""
    for _ in range(50):
        await insert(connection, FlowGroupName="a b")
    async with check(worker="worker-1") as one, check(worker="worker-2") as two:
        await _all_checked(connection, one, two)

    assert 50 == sum(event.invalid for seen in (one, two) for event in seen.of(Checked))


async def _with_file(connection: asyncpg.Connection, name: str) -> int:
    body = example(1)
    body["FlowFileInfos"][0]["FileIds"] = [f"file:{name}"]
    return await insert(connection, ACCOUNT, FlowFileInfos=body["FlowFileInfos"])


async def _all_checked(connection: asyncpg.Connection, *checkers: Seen) -> None:
    sql = "SELECT count(*) FROM flowgroup.jobs WHERE status = 'pending' AND checked_at IS NULL"
    while await connection.fetchval(sql):
        told = [
            asyncio.create_task(seen.count(Checked, len(seen.of(Checked)) + 1)) for seen in checkers
        ]
        if await connection.fetchval(sql):
            await asyncio.wait(told, return_when="FIRST_COMPLETED")
        for task in told:
            task.cancel()
