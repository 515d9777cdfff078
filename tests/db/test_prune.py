"""Pruning: what goes, what stays, what is left alone, and that it may end anywhere."""

import asyncio
from contextlib import aclosing
from datetime import timedelta
from hashlib import sha256
from typing import Any

import asyncpg
import orjson
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.support.factories import insert_job, payload
from tests.support.jobs_command import Desk
from worker.ops.prune.steps import Run, count, prune

OLD, YOUNG, AGE = timedelta(days=40), timedelta(days=20), timedelta(days=30)
FINAL = ("succeeded", "failed", "invalid", "cancelled")
NAMED = {"FlowApprovers": [{"ApproverName": "秦岚"}]}
GROUP = '{"FlowFileInfos": [{}, {}]}'


@pytest.fixture
def desk(database_url: str) -> Desk:
    """Return an operator's desk."""
    return Desk(database_url)


async def pruned(engine: AsyncEngine, step: int = 500, older: timedelta = AGE) -> int:
    """Prune to the end; return the rows."""
    async with aclosing(prune(engine, Run(older, "30d", step, "policy"))) as steps:
        done = [run async for run in steps][-1]
    return done.rows


async def row(connection: asyncpg.Connection, job_id: int) -> Any:  # noqa: ANN401 - asyncpg ships no types
    return await connection.fetchrow("SELECT * FROM flowgroup.jobs WHERE id = $1", job_id)


@pytest.mark.parametrize("status", FINAL)
async def test_a_payload_becomes_its_digest(
    engine: AsyncEngine, connection: asyncpg.Connection, status: str
) -> None:
    """The payload of a final row goes; its sha-256, its number of contracts, ids, codes, times and status stay."""
    job = await insert_job(connection, status=status, aged=OLD, payload=payload(3, **NAMED))
    text = await connection.fetchval("SELECT payload::text FROM flowgroup.jobs")
    before = dict(await row(connection, job))

    assert 1 == await pruned(engine)

    after = dict(await row(connection, job))
    digest = orjson.loads(after.pop("payload"))
    assert sha256(text.encode()).hexdigest() == digest["pruned"]["sha256"]
    assert [None, None, None] == digest["FlowFileInfos"]
    assert after.pop("pruned_at")
    before = {name: value for name, value in before.items() if name in after}
    assert before == after


async def test_what_may_name_people_goes(
    engine: AsyncEngine, connection: asyncpg.Connection
) -> None:
    """Approvers, messages and names of files are gone, from the row and from its calls; codes stay."""
    people = {"approvers": [{"Name": "秦岚"}], "error_message": "秦岚 is unknown"}
    job = await insert_job(
        connection,
        status="succeeded",
        aged=OLD,
        file_ids={"file:秦岚.pdf": "id"},
        error_code="InternalError",
        **people,
    )
    await connection.execute(
        "UPDATE flowgroup.attempts SET approvers = '[{}]', error_message = '秦岚', error_code = 'Code'"
    )
    await pruned(engine)

    found = await connection.fetchval(
        "SELECT row_to_json(j)::text || row_to_json(a)::text FROM flowgroup.jobs j, flowgroup.attempts a"
    )
    assert "秦岚" not in found
    assert "InternalError" == (await row(connection, job))["error_code"]
    assert "Code" == await connection.fetchval("SELECT error_code FROM flowgroup.attempts")


async def test_rows_that_are_left_alone(
    engine: AsyncEngine, connection: asyncpg.Connection
) -> None:
    """Rows that wait, are on the wire, in doubt or ended lately keep their payload, whatever their age."""
    for status in ("pending", "sending", "in_doubt"):
        await insert_job(connection, status=status, aged=OLD)
    await insert_job(connection, status="succeeded", aged=YOUNG)

    assert (0, 0) == await count(engine, AGE)
    assert {(0, 0)} == {(d.rows, d.held) async for d in prune(engine, Run(AGE, "30d", 9, None))}
    assert 0 == await connection.fetchval(
        "SELECT count(*) FROM flowgroup.jobs WHERE pruned_at IS NOT NULL"
    )


@pytest.mark.parametrize("step", [1, 3, 500])
async def test_every_row_once(
    engine: AsyncEngine, connection: asyncpg.Connection, step: int
) -> None:
    """Steps of any size reach every row, also those that ended at one moment, and none a second time."""
    await connection.execute(
        "INSERT INTO flowgroup.jobs (payload, status, finished_at)"
        " SELECT '{}', 'cancelled', now() - interval '40 days' - make_interval(hours => n / 50)"
        " FROM generate_series(1, 100) AS n"
    )

    assert (100, 0) == await count(engine, AGE)
    assert 100 == await pruned(engine, step)
    assert 0 == await pruned(engine, step)


async def test_a_run_that_is_cut_short(engine: AsyncEngine, connection: asyncpg.Connection) -> None:
    """What a run did stays done and is told in the audit table; the next run does the rest."""
    for _ in range(5):
        await insert_job(connection, status="succeeded", aged=OLD)
    async with aclosing(prune(engine, Run(AGE, "30d", 2, "policy"))) as steps:
        await anext(steps)
        await anext(steps)

    assert 3 == await pruned(engine, 2)

    told = await connection.fetch("SELECT reason, detail FROM flowgroup.audit ORDER BY id")
    assert [("policy", 2), ("policy", 3)] == [
        (entry["reason"], orjson.loads(entry["detail"])["rows"]) for entry in told
    ]


async def test_two_runs_at_once(engine: AsyncEngine, connection: asyncpg.Connection) -> None:
    """Runs side by side share the rows: each is pruned once."""
    for _ in range(20):
        await insert_job(connection, status="succeeded", aged=OLD)
    await asyncio.gather(pruned(engine, 3), pruned(engine, 3))
    digests = await connection.fetch("SELECT payload -> 'pruned' ->> 'sha256' FROM flowgroup.jobs")

    assert 1 == len({entry[0] for entry in digests})
    assert 0 == await pruned(engine)


async def test_a_row_that_is_held(engine: AsyncEngine, connection: asyncpg.Connection) -> None:
    """A row that somebody holds holds up nobody: it is told, and left for the next run."""
    await insert_job(connection, status="succeeded", aged=OLD)
    async with connection.transaction():
        await connection.execute("SELECT FROM flowgroup.jobs FOR UPDATE")
        async with aclosing(prune(engine, Run(AGE, "30d", 2, None))) as steps:
            done = [run async for run in steps][-1]

    assert (0, 1) == (done.rows, done.held)
    assert 1 == await pruned(engine)


async def test_a_pruned_row_is_not_sent_again(
    engine: AsyncEngine, connection: asyncpg.Connection
) -> None:
    """Retry refuses a pruned row and says why; retry of many leaves it alone."""
    job = await insert_job(connection, status="failed", aged=OLD)
    await pruned(engine)
    with pytest.raises(asyncpg.RaiseError, match=r"no payload any more.*Enqueue it anew"):
        await connection.execute("SELECT flowgroup.retry($1, 'again', true)", job)
    many = await connection.fetch("SELECT flowgroup.retry_many(ARRAY[$1::bigint], 'again')", job)

    assert [] == many
    assert "failed" == (await row(connection, job))["status"]


async def test_an_invalid_row_stays_invalid(
    engine: AsyncEngine, connection: asyncpg.Connection
) -> None:
    """A digest is no mended payload, nor does a later last moment make one of it; a new payload does."""
    job = await insert_job(connection, status="invalid", aged=OLD, dedupe_key="a")
    await pruned(engine)
    await connection.execute("UPDATE flowgroup.jobs SET send_before = now() + interval '1 day'")
    still = await row(connection, job)
    await connection.execute("UPDATE flowgroup.jobs SET payload = $1", GROUP)
    mended = await row(connection, job)

    assert ("invalid", True) == (still["status"], still["pruned_at"] is not None)
    assert ("pending", None, 2) == (mended["status"], mended["pruned_at"], mended["contracts"])


async def test_a_failed_row_with_a_new_payload(
    engine: AsyncEngine, connection: asyncpg.Connection
) -> None:
    """A row that got a payload again may be retried as any other."""
    job = await insert_job(connection, status="failed", aged=OLD)
    await pruned(engine)
    await connection.execute("UPDATE flowgroup.jobs SET payload = $1", GROUP)

    assert await connection.fetchval("SELECT flowgroup.retry($1, 'again')", job)


async def test_a_creation_that_is_known_late(
    engine: AsyncEngine, connection: asyncpg.Connection
) -> None:
    """What a late answer brings to a pruned row goes with the next run; the digest stays."""
    job = await insert_job(connection, status="failed", aged=OLD)
    await pruned(engine)
    first = (await row(connection, job))["payload"]
    await connection.execute(
        "UPDATE flowgroup.jobs SET status = 'succeeded', flow_group_id = 'g', approvers = '[{}]',"
        " updated_at = clock_timestamp()"
    )

    assert 1 == await pruned(engine)

    after = await row(connection, job)
    assert (first, None) == (after["payload"], after["approvers"])


async def test_payloads_that_no_server_prints(
    engine: AsyncEngine, connection: asyncpg.Connection
) -> None:
    """A hostile payload that was never sent is replaced too, without a digest."""
    await connection.execute(
        "INSERT INTO flowgroup.jobs (payload, status, errors, finished_at)"
        """ VALUES ('{"FlowFileInfos": 1e131071}', 'invalid', '[{"rule": "number"}]', now() - interval '40 days')"""
    )

    assert 1 == await pruned(engine)
    found = orjson.loads(await connection.fetchval("SELECT payload FROM flowgroup.jobs"))
    assert None is found["pruned"]["sha256"]


def test_the_command(desk: Desk) -> None:
    """It counts, asks unless told not to, prunes, and tells so in both languages."""
    for _ in range(3):
        desk.insert(status="failed", aged=OLD, error_code="InvalidParameter")
    refused = desk.refuses("prune", "--older-than", "30d", code=2)
    said = desk.says("prune", "--older-than", "30d", "--yes", "--batch-size", "2")
    again = desk.says("prune", "--older-than", "30d", "--yes", lang="zh-CN")
    alone = desk.run("jobs", "retry", "1", "--yes")

    assert "prune of 3 rows needs --yes" in refused
    assert "Pruned 3 rows" in said
    assert "没有结束超过 30d" in again
    assert 1 == alone.exit_code
    assert "whose payload was pruned" in alone.stdout
    assert "enqueue it anew" in desk.says("jobs", "show", "1")
    assert "重新入队" in desk.says("jobs", "show", "1", lang="zh-CN")


@pytest.mark.parametrize("typed", ["30", "a month", "-1d"])
def test_an_age_that_is_none(desk: Desk, typed: str) -> None:
    """An age that cannot be read prunes nothing."""
    assert "--older-than" in desk.refuses("prune", f"--older-than={typed}", code=2)
