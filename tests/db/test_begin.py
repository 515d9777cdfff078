"""begin: which rows it hands out, to whom, and what it has written by then."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import asyncpg
import orjson

from tests.support.factories import insert_attempt, insert_job, payload
from tests.support.sender import KEY, Sender


async def enqueue(connection: asyncpg.Connection, rows: int, account: str = "default") -> None:
    sql = "INSERT INTO flowgroup.jobs (account, payload) SELECT $1, $2::text::jsonb FROM generate_series(1, $3)"
    await connection.execute(sql, account, orjson.dumps(payload()).decode(), rows)


async def test_ten_workers_share_500_rows(sender: Sender) -> None:
    """Raced by ten workers, each row is begun once and has one attempt."""
    await enqueue(sender.connection, 500)
    slot_at = await sender.connection.fetchval("SELECT clock_timestamp() + interval '1 minute'")

    async def work(worker: str) -> list[int]:
        begun: list[int] = []
        while attempts := await sender.begin(worker=worker, slot_at=slot_at):
            begun += [attempt.job_id for attempt in attempts]
        return begun

    shares = await asyncio.gather(*(work(f"worker-{i}") for i in range(10)))
    attempts = await sender.connection.fetch("SELECT job_id, attempt_no FROM flowgroup.attempts")

    assert 500 == len({job_id for share in shares for job_id in share})
    assert 500 == sum(len(share) for share in shares)
    assert 500 == len(attempts)
    assert {1} == {attempt["attempt_no"] for attempt in attempts}


async def test_batches_never_overlap(sender: Sender) -> None:
    """Raced in batches, each row is still begun once."""
    await enqueue(sender.connection, 500)
    slot_at = await sender.connection.fetchval("SELECT clock_timestamp() + interval '1 minute'")

    batches = await asyncio.gather(*(sender.begin(70, slot_at=slot_at) for _ in range(10)))
    ids = [attempt.job_id for batch in batches for attempt in batch]

    assert len(set(ids)) == len(ids)
    assert max(len(batch) for batch in batches) <= 70
    assert 500 == len(ids) + len(await sender.begin(500, slot_at=slot_at))


async def test_order(sender: Sender) -> None:
    """Rows go by priority, then retries that are due, then run_after, then id."""
    hour, minute = timedelta(hours=1), timedelta(minutes=1)
    low = await insert_job(sender.connection, priority=-1, aged=2 * hour)
    new = await insert_job(sender.connection, aged=minute)
    twin = await insert_job(sender.connection)
    await sender.connection.execute(
        "UPDATE flowgroup.jobs SET run_after = (SELECT run_after FROM flowgroup.jobs WHERE id = $1) WHERE id = $2",
        new,
        twin,
    )
    older = await insert_job(sender.connection, aged=hour)
    retried = await insert_job(sender.connection, attempt_no=1)
    urgent = await insert_job(sender.connection, priority=5)

    begun = [(await sender.begin_one()).job_id for _ in range(6)]

    assert [urgent, retried, older, new, twin, low] == begun


async def test_a_batch_takes_the_best(sender: Sender) -> None:
    """A batch across priorities holds the best rows, never more than asked for."""
    low = [await insert_job(sender.connection, priority=1) for _ in range(3)]
    high = [await insert_job(sender.connection, priority=2) for _ in range(3)]

    first = {attempt.job_id for attempt in await sender.begin(4)}
    rest = {attempt.job_id for attempt in await sender.begin(4)}

    assert {*high, low[0]} == first
    assert {*low[1:]} == rest


async def test_planned_rows_hide_nothing(sender: Sender) -> None:
    """A row planned for later is not begun, and the due ones below its priority are."""
    await insert_job(sender.connection, aged=timedelta(minutes=-1), priority=9)
    await insert_job(sender.connection, aged=timedelta(minutes=-1), priority=9, attempt_no=1)
    due = await insert_job(sender.connection)

    assert [due] == [attempt.job_id for attempt in await sender.begin(5)]


async def test_other_accounts_are_left_alone(sender: Sender) -> None:
    """Rows of another account are never begun."""
    await sender.store.bind("other", KEY, "api.test")
    await enqueue(sender.connection, 3, "other")

    assert [] == await sender.begin(5)
    assert 3 == len(await sender.begin(5, account="other"))


async def test_expired_rows_stay(sender: Sender) -> None:
    """A row whose send_before is not after the slot is not begun."""
    slot_at = await sender.connection.fetchval("SELECT clock_timestamp()")
    await insert_job(sender.connection, aged=timedelta(minutes=1), send_before=slot_at)
    sendable = await insert_job(sender.connection, send_before=slot_at + timedelta(seconds=1))

    assert [sendable] == [a.job_id for a in await sender.begin(5, slot_at=slot_at)]


async def test_the_attempt_is_written_first(sender: Sender) -> None:
    """When begin returns, the attempt and the row in `sending` are committed."""
    job_id = await insert_job(sender.connection, attempt_no=2, attempts=1, deferrals=3)
    token = uuid4()
    slot_at = await sender.connection.fetchval("SELECT clock_timestamp()")

    begun = await sender.begin_one(token=token, slot_at=slot_at, worker="worker-7", lease=90.0)
    job, attempt = await sender.job(job_id), await sender.attempt(job_id, 3)

    assert (job_id, 3, token) == begun.key == (job_id, 3, attempt["token"])
    assert (2, 3, 2) == (begun.attempts, begun.deferrals, begun.contracts)
    assert ("sending", 3, 2, 3) == tuple(
        job[name] for name in ("status", "attempt_no", "attempts", "deferrals")
    )
    assert ("worker-7", "default", None) == (
        attempt["worker"],
        attempt["account"],
        attempt["outcome"],
    )
    assert slot_at.replace(microsecond=0) == attempt["signed_at"]
    assert int(slot_at.timestamp()) == begun.signed_at
    assert slot_at + timedelta(seconds=90) == attempt["send_deadline"]


async def test_the_body_is_the_payload(sender: Sender) -> None:
    """The body is the payload's own text, whatever its characters and numbers."""
    text = '{"Remark": "合同 \\"a\\" ☃ \\\\ \\u0001", "Big": 12345678901234567890.10, "FlowFileInfos": [1, 2]}'
    await sender.connection.execute(
        "INSERT INTO flowgroup.jobs (payload) VALUES ($1::text::jsonb)", text
    )
    stored = await sender.connection.fetchval("SELECT payload::text FROM flowgroup.jobs")

    begun = await sender.begin_one()

    assert stored.encode() == begun.body
    assert orjson.loads(text) == orjson.loads(begun.body)
    assert b"12345678901234567890.10" in begun.body
    assert begun.body.decode() not in repr(begun)


async def test_waiting_counts_from_when_it_could_go(sender: Sender) -> None:
    """The time waited counts from the later of creation and run_after."""
    await insert_job(sender.connection, aged=timedelta(hours=1))
    hour = (await sender.begin_one()).waited_s
    now = await sender.connection.fetchval("SELECT now()")
    await insert_job(sender.connection, aged=timedelta(hours=1), run_after=now)
    none = (await sender.begin_one()).waited_s

    assert 3600 <= hour < 3660
    assert 0 <= none < 60


async def test_a_used_attempt_number_is_refused_whole(sender: Sender) -> None:
    """A row whose next attempt is already recorded is not begun a second time."""
    job_id = await insert_job(sender.connection)
    await insert_attempt(sender.connection, job_id, 1)

    refused = await asyncio.gather(sender.begin(), return_exceptions=True)

    assert "23505" == getattr(refused[0], "sqlstate", None)
    assert "pending" == await sender.status(job_id)
