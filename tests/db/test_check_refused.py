"""Rows that were refused unread, as they came or for their files: the check adds what else is wrong."""

import re
from typing import Any

import asyncpg
import orjson
import pytest

from jobs.payload import rules
from tests.support.check_statements import insert, take, write
from tests.support.emulated import example
from tests.support.factories import FAULT, insert_job
from worker.check.judge import Judge
from worker.store import Store

MISSING = FAULT | {"path": "FlowFileInfos[0].FileIds[0]", "rule": "file_missing"}
WRONG = example(1) | {"FlowGroupName": "a b"}
NAMED = ("FlowGroupName", "characters")
RESERVED = ("account", "reserved")
BY_SQL = """
SELECT string_agg(pg_get_functiondef(oid), '') FROM pg_proc WHERE proname IN ('shape_faults', 'late_faults')"""
REFUSED: dict[str, tuple[object, dict[str, object], set[tuple[str, str]]]] = {
    "nothing": (
        {},
        {},
        {(field, "required") for field in ("FlowFileInfos", "FlowGroupName", "Agent")},
    ),
    "one contract, a wrong name": (
        WRONG | {"FlowFileInfos": example(1)["FlowFileInfos"][:1]},
        {},
        {("FlowFileInfos", "too_few"), NAMED},
    ),
    "no account, a wrong name": (WRONG, {"account": "*"}, {RESERVED, NAMED}),
    "no account alone": (example(1), {"account": ""}, {RESERVED}),
    "no object": ([], {"account": "*"}, {RESERVED, ("$", "type")}),
}


async def errors_of(connection: asyncpg.Connection, job_id: int) -> list[dict[str, Any]]:
    text = await connection.fetchval("SELECT errors FROM flowgroup.jobs WHERE id = $1", job_id)
    return list(orjson.loads(text))


async def named(connection: asyncpg.Connection, job_id: int) -> list[tuple[str, str]]:
    return sorted((error["path"], error["rule"]) for error in await errors_of(connection, job_id))


@pytest.mark.parametrize("name", REFUSED)
async def test_all_faults(store: Store, connection: asyncpg.Connection, name: str) -> None:
    """A row that the INSERT refused gets all its faults, each once, stays refused, and is looked at once."""
    body, columns, faults = REFUSED[name]
    job_id = await insert(connection, orjson.dumps(body).decode(), **columns)

    assert {job_id: "invalid"} == await write(store, await take(store))
    assert sorted(faults) == await named(connection, job_id)
    assert [] == await take(store)


async def test_the_insert_hides_nothing(connection: asyncpg.Connection) -> None:
    """What the INSERT itself sees of account, payload and last moment it tells at once."""
    now = await connection.fetchval("SELECT now()")
    job_id = await insert(connection, "{}", account="*", send_before=now)

    expected = [("FlowFileInfos", "required"), RESERVED, ("send_before", "passed")]
    assert expected == await named(connection, job_id)


async def test_refused_for_its_files(store: Store, connection: asyncpg.Connection) -> None:
    """A row whose files were looked at before it was checked keeps their fault beside those of its payload."""
    job_id = await insert_job(connection, status="invalid", payload=WRONG, errors=[MISSING])
    alone = await insert_job(connection, status="invalid", payload=example(1), errors=[MISSING])
    await write(store, await take(store))

    assert [(MISSING["path"], MISSING["rule"]), NAMED] == await named(connection, job_id)
    assert [MISSING] == await errors_of(connection, alone)


async def test_a_refused_row_keeps_its_end(store: Store, connection: asyncpg.Connection) -> None:
    """Nothing that counts ends is touched: the row ended when it was refused."""
    job_id = await insert(connection, "{}")
    kept = "SELECT status, finished_at FROM flowgroup.jobs WHERE id = $1"
    await connection.execute("UPDATE flowgroup.tally_mark SET upto = now() + interval '1 hour'")
    before = await connection.fetchrow(kept, job_id)
    await write(store, await take(store))

    assert before == await connection.fetchrow(kept, job_id)
    assert 0 == await connection.fetchval("SELECT count(*) FROM flowgroup.tallies")


async def test_what_waits_comes_first(store: Store, connection: asyncpg.Connection) -> None:
    """Rows that were refused are looked at behind all that wait, whatever their priority."""
    refused = await insert(connection, "{}", priority=5)
    waiting = await insert(connection, orjson.dumps(example(1)).decode())

    assert [waiting, refused] == [row.id for row in await take(store)]
    assert [waiting] == [row.id for row in await take(store, n=1)]


async def test_the_turn_is_taken_for_refused_rows(
    store: Store, connection: asyncpg.Connection
) -> None:
    """A refused row is reason enough for a turn, until it was looked at."""
    turn = {"worker": "worker-1", "turn_s": 5.0}
    await insert(connection, "{}")
    before = await store.run("check_turn", turn)
    await write(store, await take(store))

    assert [1, 0] == [len(before), len(await store.run("check_turn", turn))]


async def test_a_row_that_is_mended_meanwhile(store: Store, connection: asyncpg.Connection) -> None:
    """A verdict on what was refused says nothing of the payload that took its place."""
    job_id = await insert(connection, "{}")
    rows = await take(store)
    good = orjson.dumps(example(1)).decode()
    await connection.execute("UPDATE flowgroup.jobs SET payload = $1::text::jsonb", good)

    assert {} == await write(store, rows)
    assert {job_id: "pending"} == await write(store, await take(store))


async def test_a_pruned_row_is_not_read(store: Store, connection: asyncpg.Connection) -> None:
    """A digest is no payload."""
    now = await connection.fetchval("SELECT now()")
    await insert_job(connection, status="invalid", pruned_at=now)

    assert [] == await take(store)


async def test_what_no_server_can_print(store: Store, connection: asyncpg.Connection) -> None:
    """A refused row whose text would be longer than any that Postgres makes fails no look."""
    await connection.execute(
        "INSERT INTO flowgroup.jobs (payload) SELECT jsonb_build_object('a', repeat(chr(1), 180000000))"
    )
    [row] = await take(store, most_bytes=1 << 20)

    assert ["size"] == [fault.rule for fault in Judge(None).faults(row)]


async def test_the_insert_knows_the_checks_rules(connection: asyncpg.Connection) -> None:
    """What SQL refuses bears a name that the table of rules has, so that one fault is counted as one."""
    told = set(re.findall(r'"rule": "(\w+)"', await connection.fetchval(BY_SQL)))

    assert {"reserved", "too_few", "too_many", "passed"} <= told <= rules().keys()
