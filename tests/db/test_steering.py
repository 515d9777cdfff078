"""The functions for operators: which states they take, and what the audit table keeps."""

from datetime import timedelta

import asyncpg
import pytest

from tests.support.factories import insert_job
from tests.support.sender import Sender

STATES = ("pending", "sending", "succeeded", "failed", "invalid", "in_doubt", "cancelled")
RETRIED = {"failed", "cancelled"}
MINUTE = timedelta(minutes=1)


async def audit(sender: Sender) -> list[tuple[object, ...]]:
    sql = "SELECT action, account, job_id, reason, actor = session_user FROM flowgroup.audit ORDER BY id"
    return [tuple(row) for row in await sender.connection.fetch(sql)]


async def resolve(sender: Sender, job_id: int, verdict: str | None, group: str | None) -> None:
    await sender.connection.execute(
        "SELECT flowgroup.resolve($1, $2, $3, $4, 'looked')", job_id, verdict, group, ["a", "b"]
    )


@pytest.mark.parametrize("status", STATES)
async def test_retry_by_state(sender: Sender, status: str) -> None:
    """Retry sends failed and cancelled rows again with a fresh budget, and touches no others."""
    job_id = await insert_job(sender.connection, status=status, deferrals=4, aged=MINUTE)
    before = await sender.job(job_id)

    retried = await sender.connection.fetchval("SELECT flowgroup.retry($1, 'again')", job_id)
    job = await sender.job(job_id)

    assert (status in RETRIED) == retried
    if retried:
        assert ("pending", 0, 0, None) == tuple(
            job[name] for name in ("status", "attempts", "deferrals", "finished_at")
        )
        assert before["attempt_no"] == job["attempt_no"]
        assert [("retry", None, job_id, "again", True)] == await audit(sender)
    else:
        assert before == job
        assert [] == await audit(sender)


async def test_retry_leaves_risk_alone(sender: Sender) -> None:
    """A row whose group may exist is sent again only when that is said."""
    job_id = await insert_job(sender.connection, status="failed", duplicate_risk=True)
    sql = "SELECT flowgroup.retry($1, 'again', $2)"

    assert not await sender.connection.fetchval("SELECT flowgroup.retry($1, 'again')", job_id)
    assert not await sender.connection.fetchval(sql, job_id, False)  # noqa: FBT003  a bind value
    assert await sender.connection.fetchval(sql, job_id, True)  # noqa: FBT003  a bind value


@pytest.mark.parametrize(("ahead", "kept"), [(MINUTE, True), (-MINUTE, False)])
async def test_retry_forgets_a_past_limit(sender: Sender, ahead: timedelta, *, kept: bool) -> None:
    """A retried row keeps a send_before that is to come and loses one that passed."""
    job_id = await insert_job(
        sender.connection, status="failed", send_before=await sender.now() + ahead
    )

    await sender.connection.fetchval("SELECT flowgroup.retry($1, 'again')", job_id)

    assert kept == ((await sender.job(job_id))["send_before"] is not None)
    assert [job_id] == [attempt.job_id for attempt in await sender.begin()]


@pytest.mark.parametrize("status", STATES)
async def test_cancel_by_state(sender: Sender, status: str) -> None:
    """Cancel withdraws a waiting row and touches no other."""
    job_id = await insert_job(sender.connection, status=status)
    before = await sender.job(job_id)

    cancelled = await sender.connection.fetchval("SELECT flowgroup.cancel($1, 'not now')", job_id)
    job = await sender.job(job_id)

    assert (status == "pending") == cancelled
    assert (("cancelled", True) if cancelled else (status, before["finished_at"] is not None)) == (
        job["status"],
        job["finished_at"] is not None,
    )
    assert ([("cancel", None, job_id, "not now", True)] if cancelled else []) == await audit(sender)


@pytest.mark.parametrize("status", [state for state in STATES if state != "in_doubt"])
async def test_only_doubt_is_resolved(sender: Sender, status: str) -> None:
    """A verdict on a row that is not in doubt is refused and changes nothing."""
    job_id = await insert_job(sender.connection, status=status, aged=60 * MINUTE)
    before = await sender.job(job_id)

    with pytest.raises(asyncpg.RaiseError, match="not in doubt"):
        await resolve(sender, job_id, "created", "group-9")

    assert before == await sender.job(job_id)
    assert [] == await audit(sender)


async def test_created(sender: Sender) -> None:
    """The verdict created ends the row succeeded with the ids that were found, at once."""
    job_id = await insert_job(sender.connection, status="in_doubt")
    await resolve(sender, job_id, "created", "group-9")
    job = await sender.job(job_id)

    assert ("succeeded", "group-9", ["a", "b"], None, None) == tuple(
        job[name] for name in ("status", "flow_group_id", "flow_ids", "error_code", "second_groups")
    )
    assert [("resolve", None, job_id, "looked", True)] == await audit(sender)


@pytest.mark.parametrize("group", [None, ""])
async def test_created_needs_an_id(sender: Sender, group: str | None) -> None:
    """The verdict created without an id is refused."""
    job_id = await insert_job(sender.connection, status="in_doubt")

    with pytest.raises(asyncpg.RaiseError, match="FlowGroupId"):
        await resolve(sender, job_id, "created", group)

    assert "in_doubt" == await sender.status(job_id)


@pytest.mark.parametrize(("aged", "refused"), [(14 * MINUTE, True), (15 * MINUTE, False)])
async def test_not_created_waits(sender: Sender, aged: timedelta, *, refused: bool) -> None:
    """The verdict not_created is taken from 15 minutes after signing on."""
    job_id = await insert_job(sender.connection, status="in_doubt", aged=aged)

    if refused:
        with pytest.raises(asyncpg.RaiseError, match="Too early"):
            await resolve(sender, job_id, "not_created", None)
    else:
        await resolve(sender, job_id, "not_created", None)
    job = await sender.job(job_id)

    assert (("in_doubt", "Code") if refused else ("failed", "Worker.NotCreated")) == (
        job["status"],
        job["error_code"],
    )


@pytest.mark.parametrize("verdict", [None, "perhaps"])
async def test_other_verdicts_are_refused(sender: Sender, verdict: str | None) -> None:
    """A verdict that is neither created nor not_created is refused."""
    job_id = await insert_job(sender.connection, status="in_doubt", aged=60 * MINUTE)

    with pytest.raises(asyncpg.RaiseError, match="Unknown verdict"):
        await resolve(sender, job_id, verdict, "group-9")

    assert "in_doubt" == await sender.status(job_id)


async def test_pause_and_resume(sender: Sender) -> None:
    """Pause stops the account and resume starts it again, each with its audit row."""
    job_id = await insert_job(sender.connection)
    await sender.connection.execute("SELECT flowgroup.pause('default', NULL, 'stop')")
    stopped = await sender.begin()
    await sender.connection.execute("SELECT flowgroup.resume('default', 'go')")

    assert [] == stopped
    assert [job_id] == [attempt.job_id for attempt in await sender.begin()]
    assert [
        ("pause", "default", None, "stop", True),
        ("resume", "default", None, "go", True),
    ] == await audit(sender)


async def test_a_second_pause_replaces_the_first(sender: Sender) -> None:
    """An operator's pause replaces any other, with its own end, and stops its probes."""
    await sender.store.pause_account("default", "AuthFailure", "refused", 7, 60)
    await sender.connection.execute("SELECT flowgroup.pause('default', now() + '1h', 'mine')")
    gate = await sender.store.gate("default")
    row = await sender.connection.fetchrow("SELECT * FROM flowgroup.accounts")

    assert ("Worker.OperatorPause", "mine") == (gate.pause_code, gate.pause_reason)
    assert gate.paused_until
    assert (None, 0, None) == (row["probe_at"], row["probes"], row["pause_job_id"])


async def test_resume_all(sender: Sender) -> None:
    """Resume of all ends every pause, and keeps one audit row for each."""
    for account in ("default", "other", "*"):
        await sender.connection.execute("SELECT flowgroup.pause($1, NULL, 'stop')", account)
    await sender.connection.execute("SELECT flowgroup.resume('*', NULL)")
    paused = await sender.connection.fetchval("SELECT count(paused_since) FROM flowgroup.accounts")

    assert 0 == paused
    assert ["pause"] * 3 + ["resume"] * 3 == [row[0] for row in await audit(sender)]


@pytest.mark.parametrize("reason", [None, ""])
async def test_a_changed_database_needs_a_reason(sender: Sender, reason: str | None) -> None:
    """Resume of all approves a changed database with a reason, and is refused without."""
    await insert_job(sender.connection)
    await sender.connection.execute("UPDATE flowgroup.binding SET database_identity = '1/1'")

    with pytest.raises(asyncpg.RaiseError, match="reason"):
        await sender.connection.execute("SELECT flowgroup.resume('*', $1)", reason)
    refused = await sender.begin()
    await sender.connection.execute("SELECT flowgroup.resume('*', 'checked')")

    assert [] == refused
    assert 1 == len(await sender.begin())
    assert [("resume", "*", None, "checked", True)] == await audit(sender)


async def test_one_account_approves_no_database(sender: Sender) -> None:
    """Resume of one account leaves a changed database unapproved."""
    await insert_job(sender.connection)
    await sender.connection.execute("UPDATE flowgroup.binding SET database_identity = '1/1'")
    await sender.connection.execute("SELECT flowgroup.resume('default', 'go')")

    assert [] == await sender.begin()


async def test_a_trusted_failover_is_followed(sender: Sender) -> None:
    """Following a failover binds the database as it is, once, and says so in the audit table."""
    await sender.connection.execute("UPDATE flowgroup.binding SET database_identity = '1/1'")
    await sender.store.approve_database()
    await sender.store.approve_database()
    gate = await sender.store.gate("default")

    assert gate.current_identity == gate.database_identity
    assert ["approve_database"] == [row[0] for row in await audit(sender)]


async def test_rebind(sender: Sender) -> None:
    """Rebinding an account lets the next worker bind its own key, and is audited."""
    await sender.connection.execute("SELECT flowgroup.rebind('default', 'rotated')")
    await sender.store.bind("default", "key-2", "api.test")

    assert "key-2" == (await sender.store.gate("default")).key_fingerprint
    assert [("rebind", "default", None, "rotated", True)] == await audit(sender)
