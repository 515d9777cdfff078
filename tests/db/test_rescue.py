"""What time does to rows: reap, expire, the wait for the next one, and pauses that end."""

from datetime import timedelta

import pytest

from tests.support.factories import insert_job
from tests.support.sender import Sender
from worker.bilingual import spoken

MINUTE = timedelta(minutes=1)


async def test_reap_parks(sender: Sender) -> None:
    """A row that is silent past its deadline is in doubt, says whose it was, and stays open to a report."""
    job_id = await insert_job(sender.connection, status="sending", aged=3 * MINUTE)

    reaped = await sender.store.reap()
    job = await sender.job(job_id)

    assert [(job_id, 1, "worker-1")] == reaped
    assert ("in_doubt", "Worker.Lost", 1) == (job["status"], job["error_code"], job["attempts"])
    assert "Worker worker-1 did not" in spoken(job["error_message"], "en")
    assert spoken(job["error_message"], "zh-CN").startswith("工作进程 worker-1 未在")
    assert job["finished_at"]
    assert (await sender.attempt(job_id))["outcome"] is None
    assert [] == await sender.store.reap()


@pytest.mark.parametrize(("after", "n"), [(119, 0), (121, 1)])
async def test_reap_by_the_deadline(sender: Sender, after: int, n: int) -> None:
    """A row is reaped after its send deadline and not before."""
    job_id = await insert_job(sender.connection, status="sending")
    now = (await sender.attempt(job_id))["signed_at"] + timedelta(seconds=after)

    assert n == len(await sender.store.reap(now))


@pytest.mark.parametrize("status", ["pending", "succeeded", "failed", "in_doubt"])
async def test_reap_touches_no_other_state(sender: Sender, status: str) -> None:
    """Rows that are not on the wire are none of the reaper's."""
    await insert_job(sender.connection, status=status, attempt_no=1, aged=60 * MINUTE)

    assert [] == await sender.store.reap()


async def test_reap_reads_the_newest_attempt(sender: Sender) -> None:
    """The deadline is that of the attempt on the wire, whatever older ones had."""
    job_id = await insert_job(sender.connection, status="sending", attempt_no=2)
    await sender.connection.execute(
        "UPDATE flowgroup.attempts SET send_deadline = '-infinity' WHERE attempt_no = 1"
    )

    assert [] == await sender.store.reap()
    assert "sending" == await sender.status(job_id)


async def test_expire(sender: Sender) -> None:
    """A waiting row ends failed once its send_before has come, any other row stays."""
    now = await sender.now()
    rows = {
        status: await insert_job(sender.connection, status=status, aged=MINUTE, send_before=now)
        for status in ("pending", "sending", "succeeded", "in_doubt", "cancelled")
    }
    later = await insert_job(sender.connection, send_before=now + MINUTE)

    early = await sender.store.expire(now - MINUTE)
    due = await sender.store.expire(now)
    job = await sender.job(rows.pop("pending"))

    assert (0, 1) == (early, due)
    assert ("failed", "Worker.Expired") == (job["status"], job["error_code"])
    assert "未能在 send_before 之前发送。" == spoken(job["error_message"], "zh-CN")
    assert "pending" == await sender.status(later)
    assert list(rows) == [await sender.status(job_id) for job_id in rows.values()]


async def test_expire_goes_by_steps(sender: Sender) -> None:
    """At most a thousand rows expire in one statement."""
    await sender.connection.execute(
        "INSERT INTO flowgroup.jobs (payload, created_at, send_before)"
        """ SELECT '{"FlowFileInfos": [1, 2]}', now() - interval '1 minute', now() FROM generate_series(1, 1500)"""
    )

    assert [1000, 500, 0] == [await sender.store.expire() for _ in range(3)]


async def test_due(sender: Sender) -> None:
    """The wait is that of the earliest row over all priorities, new or retried."""
    assert await sender.store.due_in("default") is None

    await insert_job(sender.connection, aged=-60 * MINUTE, priority=9)
    hour = await sender.store.due_in("default")
    await insert_job(sender.connection, aged=-30 * MINUTE, priority=1, attempt_no=1)
    half = await sender.store.due_in("default")
    await insert_job(sender.connection, aged=-10 * MINUTE, priority=-3)
    ten = await sender.store.due_in("default")
    await insert_job(sender.connection, aged=MINUTE, priority=-9)
    past = await sender.store.due_in("default")

    assert [3600, 1800, 600, -60] == pytest.approx([hour, half, ten, past], abs=20)


async def test_due_is_per_account(sender: Sender) -> None:
    """Rows of others and rows that are not waiting make nothing due."""
    await insert_job(sender.connection, account="other")
    await insert_job(sender.connection, status="failed")

    assert await sender.store.due_in("default") is None
    assert ["default", "other"] == await sender.store.accounts()


async def test_due_of_many(sender: Sender) -> None:
    """One look tells of all accounts asked for when a row is due, and leaves out those that have none."""
    await insert_job(sender.connection, account="late", aged=-10 * MINUTE)
    await insert_job(sender.connection, account="due", aged=MINUTE)
    await insert_job(sender.connection, account="not-asked")

    assert {"due": pytest.approx(-60, abs=20), "late": pytest.approx(600, abs=20)} == (
        await sender.store.due(["late", "none", "due"])
    )


async def test_pauses_end(sender: Sender) -> None:
    """Pauses with an end are cleared away once it has come; open ones stay."""
    for account, minutes in (("a", 1), ("b", 9), ("c", None)):
        await sender.connection.execute(
            "SELECT flowgroup.pause($1, now() + $2 * interval '1 minute', 'x')", account, minutes
        )
    now = await sender.now()

    assert [] == await sender.store.lift_due_pauses(now)
    assert ["a"] == await sender.store.lift_due_pauses(now + 2 * MINUTE)
    assert ["b"] == await sender.store.lift_due_pauses(now + 60 * MINUTE)


async def test_a_pause_ends_with_its_cause(sender: Sender) -> None:
    """Lifting by cause ends the pause that has it and no other; a pause that holds is not replaced."""
    assert await sender.store.pause_account("default", "Code.A", "a", None, None)
    assert not await sender.store.pause_account("default", "Code.B", "b", None, None)
    assert not await sender.store.lift_pause("default", "Code.B")
    assert await sender.store.lift_pause("default", "Code.A")
    assert (await sender.store.gate("default")).paused_since is None


async def test_withdrawn(sender: Sender) -> None:
    """Attempts of a token that nobody reported are found, also once reaped, and by that token only."""
    for _ in range(2):
        await insert_job(sender.connection)
    begun = await sender.begin(2)
    await sender.report(begun[0].key, "refused")
    await insert_job(sender.connection, status="sending")

    on_wire = await sender.store.withdrawn([begun[1].token])
    await sender.store.reap(await sender.now() + 60 * MINUTE)

    assert [begun[1].key] == on_wire == await sender.store.withdrawn([begun[1].token])
