"""The views for monitoring: their columns are promises, and what they show is what the rows say."""

from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from tests.support.factories import insert, insert_attempt, insert_job
from tests.support.sender import Sender
from worker.records import SlotKey, Worker

MINUTE = timedelta(minutes=1)
COLUMNS = {
    "batch_progress": "batch total pending sending succeeded failed invalid in_doubt cancelled contracts_issued"
    " share_done calls_left planned_later eta_now eta_at_best last_finished_at",
    "batch_ends": "batch open later eta_now eta_at_best",
    "error_breakdown": "batch error_code meaning_en meaning_zh class n waiting failed in_doubt first_seen last_seen"
    " sample_job_id",
    "throughput": "minute calls accepted refused retried in_doubt p50_ms p95_ms",
    "needs_attention": "kind job_id batch account status error_code since age duplicate_risk flow_group_id"
    " second_groups contracts flow_ids_known next_step_en next_step_zh",
    "account_state": "account key_fingerprint region action rate_limit effective_per_second margin_ms"
    " someone_else_uses_the_key calls_per_second refused slots_lost endpoint_ill_since paused_since paused_until"
    " pause_code pause_reason probe_at pause_meaning_en pause_meaning_zh",
    "quota_state": "account told told_at told_by reason issued units_left waiting in_doubt missing enough"
    " groups_left ends_at",
    "worker_state": "worker host pid version endpoint rate_limit started_at last_seen in_flight blocked"
    " accounts",
}
KEY = SlotKey("key-1", "", "ChannelCreateFlowGroupByFiles")
WORKER = Worker("worker-1", "host", 1, "1", "api.test", 20.0)


async def read(connection: asyncpg.Connection, view: str, **where: object) -> Any:  # noqa: ANN401  any columns
    """Return the one row of a view."""
    [row] = [
        row
        for row in await connection.fetch(f"SELECT * FROM flowgroup.{view}")  # noqa: S608  a constant
        if all(row[name] == value for name, value in where.items())
    ]
    return row


async def test_columns(connection: asyncpg.Connection) -> None:
    """There are these views, with these columns in this order; there may be more at their end."""
    found: dict[str, list[str]] = {}
    for row in await connection.fetch(
        "SELECT c.table_name, c.column_name FROM information_schema.columns c JOIN information_schema.views v"
        " USING (table_schema, table_name) WHERE table_schema = 'flowgroup' ORDER BY 1, ordinal_position"
    ):
        found.setdefault(row["table_name"], []).append(row["column_name"])

    assert {view: names.split() for view, names in COLUMNS.items()} == found


async def test_progress_counts_each_status(sender: Sender) -> None:
    """A batch's line counts its rows by status, the contracts issued, and the calls left; old batches are left out."""
    for status in ("pending", "pending", "sending", "failed", "invalid", "in_doubt", "cancelled"):
        await insert_job(sender.connection, status=status, batch="night")
    await insert_job(sender.connection, status="succeeded", batch="night", aged=60 * MINUTE)
    await insert_job(sender.connection, status="succeeded", batch="old", aged=timedelta(days=8))
    await insert_job(sender.connection, status="invalid")

    night = await read(sender.connection, "batch_progress", batch="night")
    none = await read(sender.connection, "batch_progress", batch=None)
    shown = await sender.connection.fetchval("SELECT count(*) FROM flowgroup.batch_progress")

    assert [8, 2, 1, 1, 1, 1, 1, 1, 2, 5 / 8, 2, 0] == list(night.values())[1:13]
    assert (1, 1.0, None) == (none["invalid"], none["share_done"], none["eta_at_best"])
    assert 2 == shown


async def test_an_end_is_estimated_behind_what_comes_before(sender: Sender) -> None:
    """At best a batch has the limit for itself; now it waits behind higher priorities at the last minute's pace."""
    for n in range(40):
        await insert_job(sender.connection, batch="first" if n % 2 else "second", priority=n % 2)
    now = await sender.now()
    unmoved = await read(sender.connection, "batch_progress", batch="second")
    await sender.store.steer(KEY, 20)
    await sender.store.heartbeat(WORKER, 0, None)
    for n in range(10):
        await insert_attempt(sender.connection, 1, 1 + n, outcome="created", aged=0.5 * MINUTE)
    first = await read(sender.connection, "batch_progress", batch="first")
    second = await read(sender.connection, "batch_progress", batch="second")
    await sender.connection.execute("SELECT flowgroup.pause('*', NULL, 'stop')")
    paused = await read(sender.connection, "batch_progress", batch="second")

    assert (None, None) == (unmoved["eta_now"], paused["eta_now"])
    assert 0.9 < (unmoved["eta_at_best"] - now).total_seconds() < 6
    assert 50 < (first["eta_now"] - now).total_seconds() < 90
    assert 110 < (second["eta_now"] - now).total_seconds() < 180


async def test_a_plan_is_no_estimate(sender: Sender) -> None:
    """Rows planned for later end no sooner than that, and rows that are never due never."""
    now = await sender.now()
    await insert_job(sender.connection, batch="later", run_after=now + 60 * MINUTE)
    await insert_job(sender.connection, batch="never")
    await sender.connection.execute(
        "UPDATE flowgroup.jobs SET run_after = 'infinity' WHERE batch = 'never'"
    )

    later = await read(sender.connection, "batch_progress", batch="later")
    never = await read(sender.connection, "batch_progress", batch="never")

    assert (now + 60 * MINUTE, 1) == (later["eta_at_best"], later["planned_later"])
    assert never["eta_at_best"] is None


async def test_errors_are_counted_with_their_meaning(sender: Sender) -> None:
    """Rows that bear a code, waiting or over, are one line with its meaning; a sample is one that bears it now."""
    again = await insert_job(sender.connection, status="failed", batch="b", error_code="NoSuch")
    left = await insert_job(
        sender.connection, status="failed", batch="b", error_code="InternalError.Db"
    )
    await insert_job(sender.connection, status="in_doubt", batch="b", error_code="InternalError.Db")
    code = {"error_code": "InternalError.Db"}
    first = await insert_job(sender.connection, batch="b", aged=20 * MINUTE, **code)
    waiting = await insert_job(sender.connection, batch="c", aged=9 * MINUTE, **code)
    await sender.connection.execute("DELETE FROM flowgroup.jobs WHERE id = $1", again)

    row = await read(sender.connection, "error_breakdown", batch="b")
    other = await read(sender.connection, "error_breakdown", batch="c")
    touched = [(await sender.job(job_id))["updated_at"] for job_id in (first, waiting)]

    assert ("InternalError.Db", "transient") == (row["error_code"], row["class"])
    assert (3, 1, 1, 1) == (row["n"], row["waiting"], row["failed"], row["in_doubt"])
    assert row["sample_job_id"] > left
    assert row["meaning_zh"]
    assert row["meaning_en"]
    assert touched[0] == row["first_seen"] < row["last_seen"] <= await sender.now()
    assert touched[1] == other["first_seen"] == other["last_seen"]


async def test_calls_are_counted_by_the_minute(sender: Sender) -> None:
    """A minute's calls by outcome with their latencies: the same while it is new and when it is written down."""
    outcomes = ("created", "created", "refused", "transient", "throttled", "in_doubt", None)
    for n, outcome in enumerate(("not_sent", *outcomes)):
        await insert_attempt(
            sender.connection, n, 1, outcome=outcome, aged=20 * MINUTE, latency_ms=100 * n
        )
    await sender.connection.execute(
        "UPDATE flowgroup.attempts SET begun_at = (SELECT min(begun_at) FROM flowgroup.attempts)"
    )
    new = await read(sender.connection, "throughput")
    await sender.store.roll_up()
    written = await sender.connection.fetchval("SELECT count(*) FROM flowgroup.minutes")

    assert [7, 2, 1, 2, 1, 400, 670] == [round(value) for value in list(new.values())[1:]]
    assert (1, new) == (written, await read(sender.connection, "throughput"))


@pytest.mark.parametrize(
    ("kind", "columns", "step"),
    [
        ("in_doubt", {"status": "in_doubt"}, "jobs resolve {} created|not_created --reason '...'"),
        ("failed", {"status": "failed", "error_code": "InvalidParameter"}, "jobs retry {}"),
        ("failed", {"status": "failed", "duplicate_risk": True}, "{} --including-duplicate-risk"),
        ("invalid", {"status": "invalid"}, "jobs show {}"),
        ("stuck", {"status": "sending"}, "flowgroup worker"),
        ("stuck", {"error_code": "Worker.FilesAway", "waits_for_files": True}, "FILES_ROOT"),
        ("stuck", {"error_code": "Worker.ConnectFailed", "deferrals": 20}, "flowgroup doctor"),
        ("flow_ids", {"status": "succeeded", "flow_ids": ["one"]}, "FlowGroupId"),
        ("second_group", {"status": "succeeded", "second_groups": ["g2"]}, "jobs show {}"),
    ],
)
async def test_what_needs_attention(
    kind: str, columns: dict[str, Any], step: str, sender: Sender
) -> None:
    """A row that a person should look at is there with its age and the next step in both languages, and no other is."""
    await insert_job(sender.connection, status="succeeded")
    await insert_job(sender.connection)
    await insert_job(sender.connection, aged=20 * MINUTE, error_code="Worker.Unsent", deferrals=19)
    job_id = await insert_job(sender.connection, aged=20 * MINUTE, **columns)

    row = await read(sender.connection, "needs_attention")

    assert (kind, job_id) == (row["kind"], row["job_id"])
    assert row["age"] >= 17 * MINUTE
    assert step.format(job_id) in row["next_step_en"]
    assert step.format(job_id) in row["next_step_zh"]
    assert row["next_step_en"] != row["next_step_zh"]


async def test_no_view_shows_a_person(sender: Sender) -> None:
    """What payloads and the API's messages say of people is in no view and no explanation."""
    secret = "张三13800138000"
    for status in ("pending", "failed", "in_doubt", "invalid", "succeeded", "sending"):
        await insert_job(
            sender.connection,
            status=status,
            aged=30 * MINUTE,
            payload={"FlowGroupName": secret, "FlowFileInfos": [{"FlowName": secret}, {}, {}]},
            error_message=secret,
            error_code=None if status in {"succeeded", "invalid"} else "FailedOperation",
            errors=[{"path": secret}] if status == "invalid" else None,
            flow_ids=["1"] if status == "succeeded" else None,
        )
    await sender.store.pause_account("default", "OperationDenied.NoQuota", secret, 1, 60)
    await insert(sender.connection, "slots", {**KEY.parameters(), "rate_limit": 20})
    rows = [str(await sender.connection.fetch(f"SELECT * FROM flowgroup.{v}")) for v in COLUMNS]  # noqa: S608
    told = "SELECT e FROM flowgroup.jobs j, flowgroup.explain(j.id) e"
    rows.append(str(await sender.connection.fetch(told)))

    assert [] == [row for row in rows if "张三" in row or "138001" in row]
