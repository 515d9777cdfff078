"""flowgroup.explain: the one reason why a row is not running now, and when that ends."""

from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from tests.support.factories import insert_job
from tests.support.sender import Sender
from worker.records import SlotKey, Worker

MINUTE = timedelta(minutes=1)
KEY = SlotKey("key-1", "", "ChannelCreateFlowGroupByFiles")
WORKER = Worker("worker-1", "host", 1, "1", "api.test", 20.0)


async def explain(sender: Sender, job_id: int) -> asyncpg.Record:
    [row] = await sender.connection.fetch("SELECT * FROM flowgroup.explain($1)", job_id)

    assert row["reason_en"] != row["reason_zh"]
    assert "%" not in row["reason_en"] + row["reason_zh"]
    return row


async def work(sender: Sender, blocked: str | None = None) -> None:
    await sender.store.steer(KEY, 20)
    await sender.store.heartbeat(WORKER, 0, blocked)


async def test_in_line(sender: Sender) -> None:
    """A due row says how many rows are before it, in the order of sending, and when its turn may come."""
    await work(sender)
    job_id = await insert_job(sender.connection, aged=MINUTE)
    await insert_job(sender.connection, priority=1)
    await insert_job(sender.connection, attempt_no=1, error_code="InternalError")
    await insert_job(sender.connection, aged=2 * MINUTE)
    await insert_job(sender.connection, aged=2 * MINUTE, account="other")
    await insert_job(sender.connection, priority=2, run_after=await sender.now() + MINUTE)
    await insert_job(sender.connection)

    row = await explain(sender, job_id)

    assert ("in_line", 3) == (row["code"], row["rows_ahead"])
    assert 0 < (row["ends_at"] - await sender.now()).total_seconds() + 5 < 70
    assert "3 rows" in row["reason_en"]
    assert "3 行" in row["reason_zh"]


async def test_pauses(sender: Sender) -> None:
    """A pause of the account or of all is told with its code's meaning and its end, before a plan that ends sooner."""
    await work(sender)
    until = await sender.now() + 60 * MINUTE
    job_id = await insert_job(sender.connection, run_after=await sender.now() + MINUTE)
    later = await insert_job(sender.connection, run_after=await sender.now() + 90 * MINUTE)
    await sender.connection.execute("SELECT flowgroup.pause('default', $1, 'x')", until)
    own = await explain(sender, job_id)
    planned = await explain(sender, later)
    await sender.connection.execute("SELECT flowgroup.pause('*', NULL, 'x')")
    everybody = await explain(sender, later)

    assert ("account_paused", until) == (own["code"], own["ends_at"])
    assert "An operator paused the account." in own["reason_en"]
    assert "账户已由人工暂停" in own["reason_zh"]
    assert "planned" == planned["code"]
    assert ("all_paused", None) == (everybody["code"], everybody["ends_at"])


async def test_waits_of_its_own(sender: Sender) -> None:
    """Back-off and plan end at run_after, infinity never; a send_before that has passed is told as such."""
    await work(sender)
    then = await sender.now() + MINUTE
    rows: dict[str, dict[str, Any]] = {
        "back_off": {"run_after": then, "attempt_no": 1, "error_code": "InternalError"},
        "planned": {"run_after": then},
        "expired": {"send_before": await sender.now()},
        "files": {"waits_for_files": True},
        "files_failed": {"waits_for_files": True, "error_code": "Worker.FilesAway"},
    }
    ids = {code: await insert_job(sender.connection, **row) for code, row in rows.items()}
    for code, column in (("never", "run_after = 'infinity'"), ("expired", "send_before = now()")):
        ids[code] = await insert_job(sender.connection)
        sql = f"UPDATE flowgroup.jobs SET {column} WHERE id = $1"  # noqa: S608  a constant
        await sender.connection.execute(sql, ids[code])
    told = {code: await explain(sender, job_id) for code, job_id in ids.items()}

    assert {code: code for code in ids} == {code: row["code"] for code, row in told.items()}
    assert then == told["back_off"]["ends_at"] == told["planned"]["ends_at"]
    assert told["never"]["ends_at"] is None


async def test_workers(sender: Sender) -> None:
    """No worker, none that may send, and an endpoint that is ill are each told."""
    job_id = await insert_job(sender.connection)
    nobody = await explain(sender, job_id)
    await work(sender, "Its clock is wrong.")
    blocked = await explain(sender, job_id)
    await work(sender)
    await sender.store.mark_ill(KEY)
    ill = await explain(sender, job_id)

    assert ["no_worker", "workers_blocked", "endpoint_ill"] == [
        nobody["code"],
        blocked["code"],
        ill["code"],
    ]
    assert "Its clock is wrong." in blocked["reason_en"]


@pytest.mark.parametrize("status", ["succeeded", "failed", "invalid", "in_doubt", "cancelled"])
async def test_over(sender: Sender, status: str) -> None:
    """A row that is over says so, by its status."""
    row = await explain(sender, await insert_job(sender.connection, status=status))

    assert ("final", status) == (row["code"], row["status"])
    assert status in row["reason_zh"]


@pytest.mark.parametrize(("aged", "code"), [(0, "sending"), (3, "silent")])
async def test_on_the_wire(sender: Sender, aged: int, code: str) -> None:
    """A row on the wire ends by its deadline; past it, its worker is silent."""
    job_id = await insert_job(sender.connection, status="sending", aged=aged * MINUTE)
    row = await explain(sender, job_id)

    assert (code, code == "sending") == (row["code"], row["ends_at"] is not None)


async def test_no_such_row(sender: Sender) -> None:
    """An id that nobody has is told as such."""
    assert "no_such_job" == (await explain(sender, 17))["code"]
