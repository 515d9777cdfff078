"""Workers that may not send for one account: its rows stand still and say why, those of other accounts do not."""

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.support.factories import insert_job
from tests.support.sender import Sender
from worker.attempt import ACTION
from worker.bilingual import both
from worker.ops.ask import ask
from worker.ops.doctor.holds import holds
from worker.ops.jobs.query import read_story
from worker.ops.status.query import read_status
from worker.ops.web.page.tonight import Tonight
from worker.ops.web.page.verdict import verdict
from worker.records import SlotKey, Worker

KEY = SlotKey("key-1", "", ACTION)
WHY = both("Its key is not the bound one.", "密钥与已绑定的不符。")
FULL = both("The folder is full.", "目录已满。")


async def show(sender: Sender, name: str, *, full: bool = False, **accounts: str | None) -> None:
    """Let a worker say what it serves, and what it may not send for."""
    worker = Worker(name, "host", 1, "1", "api.test", 20.0)
    await sender.store.steer(KEY, 20)
    await sender.store.heartbeat(worker, 0, FULL if full else None, accounts)


async def why(sender: Sender, job_id: int) -> tuple[str, str, str]:
    """Return the code and the reasons of `explain`."""
    row = await sender.connection.fetchrow("SELECT * FROM flowgroup.explain($1)", job_id)
    return row["code"], row["reason_en"], row["reason_zh"]


async def test_explain(sender: Sender) -> None:
    """Each row's reason is that of its own account, in one language each, whoever else works."""
    mine = await insert_job(sender.connection)
    other = await insert_job(sender.connection, account="south")
    await show(sender, "one", default=None, south=WHY)
    first = await why(sender, mine), await why(sender, other)
    await show(sender, "two", default=None)
    beside = await why(sender, other)
    await show(sender, "three", south=None)

    assert ["in_line", "workers_blocked"] == [code for code, _, _ in first]
    assert first[1] == beside
    assert beside[1].endswith("blocked: Its key is not the bound one.")
    assert beside[2].endswith("受阻：密钥与已绑定的不符。")
    assert "in_line" == (await why(sender, other))[0]


async def test_a_new_account_is_asked_of_all(sender: Sender) -> None:
    """Where nobody serves an account yet its rows wait in line, unless every worker is blocked altogether."""
    job_id = await insert_job(sender.connection, account="new")
    await show(sender, "one", full=True, default=None)
    blocked = await why(sender, job_id)
    await show(sender, "two", default=WHY)

    assert "workers_blocked" == blocked[0]
    assert blocked[1].endswith("The folder is full.")
    assert "in_line" == (await why(sender, job_id))[0]


async def test_status(sender: Sender, engine: AsyncEngine) -> None:
    """`status` names the block where only its rows are due, and shows it at the worker in any case."""
    await insert_job(sender.connection, account="south")
    await show(sender, "one", default=None, south=WHY)
    alone = await read_status(engine, None, rate_limit=20, lang="zh-CN")
    await insert_job(sender.connection)
    beside = await read_status(engine, None, rate_limit=20, lang="en")

    assert ("blocked", "密钥与已绑定的不符。") == (alone.binds, alone.binds_because)
    assert "calls" == beside.binds
    assert [None, "Its key is not the bound one."] == [line.blocked for line in beside.waiting]
    assert (None, "Its key is not the bound one.") == (
        beside.workers[0].blocked,
        beside.workers[0].stopped,
    )


async def test_the_verdict(sender: Sender, engine: AsyncEngine) -> None:
    """The page says which account stands still, and that the rest moves; it is not the whole night."""
    await insert_job(sender.connection, account="south", batch="south")
    mine = await insert_job(sender.connection, batch="mine")
    await show(sender, "one", default=None, south=WHY)
    [row] = await ask(engine, "page_tonight", {"most": 10, "action": ACTION})
    starting = verdict(Tonight.of(row))
    await sender.begin_one()
    await insert_job(sender.connection, batch="mine")
    [row] = await ask(engine, "page_tonight", {"most": 10, "action": ACTION})
    moving = verdict(Tonight.of(row))

    assert ("account_blocked", ("south",)) == (starting.kind, starting.names)
    assert ("partly_blocked", ("south",), 1) == (moving.kind, moving.names, moving.stuck)
    assert moving.done_by
    assert "sending" == (await sender.job(mine))["status"]


@pytest.mark.parametrize("account", ["default", "south"])
async def test_the_story_and_the_doctor(account: str, sender: Sender, engine: AsyncEngine) -> None:
    """`jobs show` gives the reason to rows of the account alone; `doctor` names worker and account."""
    job_id = await insert_job(sender.connection, account=account)
    await show(sender, "one", default=None, south=WHY)
    story = await read_story(engine, job_id, "en")
    found = [finding async for finding in holds(engine)]

    assert (account == "south") == ("Its key is not the bound one." in story.next_step)
    assert 1 == len(found)
    assert "account south" in str(found[0])
