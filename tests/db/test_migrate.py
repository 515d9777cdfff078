"""Migrations: once, twice, by several at a time, and what they make."""

import asyncio
import sys
from collections.abc import AsyncIterator

import asyncpg
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from migrations.steps import statements
from tests.support.databases import create_database, drop_database, with_database
from worker.errors import DatabaseError
from worker.schema import head, migrate, require_current, revisions

COLUMNS = """
SELECT table_name, column_name, data_type, is_nullable, column_default
FROM information_schema.columns
WHERE table_schema = 'flowgroup' AND table_name <> 'schema_version' ORDER BY 1, 2"""
INDEXES = """
SELECT indexname, indexdef FROM pg_indexes
WHERE schemaname = 'flowgroup' AND tablename <> 'schema_version' ORDER BY 1"""
FUNCTIONS = """
SELECT p.proname, pg_get_functiondef(p.oid) FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE n.nspname = 'flowgroup' ORDER BY 1"""
CONSTRAINTS = """
SELECT c.conname, pg_get_constraintdef(c.oid) FROM pg_constraint c JOIN pg_namespace n ON n.oid = c.connamespace
WHERE n.nspname = 'flowgroup' AND c.conname NOT LIKE 'schema_version%' ORDER BY 1"""
TRIGGERS = """
SELECT t.tgname, pg_get_triggerdef(t.oid) FROM pg_trigger t ORDER BY 1"""
SCHEMA = (COLUMNS, INDEXES, FUNCTIONS, CONSTRAINTS, TRIGGERS)
WORKER_STATE = [
    "worker",
    "host",
    "pid",
    "version",
    "endpoint",
    "rate_limit",
    "started_at",
    "last_seen",
    "in_flight",
    "blocked",
]


@pytest.fixture
async def empty_url(server_url: str) -> AsyncIterator[str]:
    """Yield the URL of a database without a schema."""
    name = await create_database(server_url, "empty")
    try:
        yield with_database(server_url, name)
    finally:
        await drop_database(server_url, name)


async def schema(connection: asyncpg.Connection) -> list[list[tuple[object, ...]]]:
    return [[tuple(row) for row in await connection.fetch(sql)] for sql in SCHEMA]


async def schema_at(url: str) -> list[list[tuple[object, ...]]]:
    connection = await asyncpg.connect(url)
    try:
        return await schema(connection)
    finally:
        await connection.close()


async def test_twice_is_once(database_url: str, connection: asyncpg.Connection) -> None:
    """A second migration changes nothing."""
    before = await schema(connection)
    await migrate(database_url)

    assert before == await schema(connection)
    assert head() == await connection.fetchval("SELECT version_num FROM flowgroup.schema_version")


async def test_several_tasks_at_once(empty_url: str, connection: asyncpg.Connection) -> None:
    """Migrations raced by tasks make the schema once."""
    await asyncio.gather(*(migrate(empty_url) for _ in range(4)))

    assert await schema(connection) == await schema_at(empty_url)


@pytest.mark.system
async def test_three_processes_at_once(empty_url: str, connection: asyncpg.Connection) -> None:
    """Migrations raced by processes all end well and make the schema once."""
    program = (
        "import asyncio, sys; from worker.schema import migrate; asyncio.run(migrate(sys.argv[1]))"
    )
    processes = [
        await asyncio.create_subprocess_exec(sys.executable, "-c", program, empty_url)
        for _ in range(3)
    ]

    assert [0, 0, 0] == [await process.wait() for process in processes]
    assert await schema(connection) == await schema_at(empty_url)


async def test_the_schema_is_the_sum_of_its_files(
    empty_url: str, connection: asyncpg.Connection
) -> None:
    """The files of the revisions, run one after the other, make the schema that migrate makes."""
    other = await asyncpg.connect(empty_url)
    for revision in revisions():
        for statement in statements(revision):
            await other.execute(statement.replace("\\:", ":"))
    await other.close()

    assert await schema(connection) == await schema_at(empty_url)


async def test_rows_from_before_wait_for_their_files(empty_url: str) -> None:
    """Revision 0005 finds the rows that refer to files, and leaves alone what is over or refers to none."""
    other = await asyncpg.connect(empty_url)
    for revision in revisions():
        if revision == "0005":
            await other.execute(
                """INSERT INTO flowgroup.jobs (payload, status, finished_at, error_code)
                SELECT CAST(format('{"FlowFileInfos": [{"FileIds": ["%s"]}, {}]}', file_id) AS jsonb),
                       status, CASE status WHEN 'failed' THEN now() END, CASE status WHEN 'failed' THEN 'x' END
                FROM (VALUES ('file:a.pdf', 'pending'), ('yDwN', 'pending'), ('file:a.pdf', 'failed'))
                    AS before (file_id, status)"""
            )
        for statement in statements(revision):
            await other.execute(statement.replace("\\:", ":"))
    rows = await other.fetch("SELECT waits_for_files FROM flowgroup.jobs ORDER BY id")
    await other.close()

    assert [True, False, True] == [row["waits_for_files"] for row in rows]


async def test_a_schema_behind_is_told(
    empty_url: str, engine: AsyncEngine, connection: asyncpg.Connection
) -> None:
    """A database without the schema, or with one that is not known, is refused with what to do."""
    await require_current(engine)
    await connection.execute("UPDATE flowgroup.schema_version SET version_num = 'old'")
    with pytest.raises(DatabaseError, match=r"at old.*update flowgroup"):
        await require_current(engine)
    await connection.execute("DELETE FROM flowgroup.schema_version")
    with pytest.raises(DatabaseError, match=r"no flowgroup schema.*flowgroup migrate"):
        await require_current(engine)

    assert [[] for _ in SCHEMA] == await schema_at(empty_url)


async def test_worker_state_keeps_its_columns(connection: asyncpg.Connection) -> None:
    """The view worker_state has the columns that were promised, in their order."""
    columns = await connection.fetch(
        "SELECT column_name FROM information_schema.columns"
        " WHERE table_schema = 'flowgroup' AND table_name = 'worker_state' ORDER BY ordinal_position"
    )

    assert WORKER_STATE == [row["column_name"] for row in columns][: len(WORKER_STATE)]


async def test_worker_state_shows_the_living(connection: asyncpg.Connection) -> None:
    """The view shows workers that were heard of within half a minute."""
    await connection.execute(
        "INSERT INTO flowgroup.workers (worker, host, pid, version, endpoint, rate_limit, last_seen)"
        " SELECT s::text, 'host', 1, '0', 'e', 20, now() - make_interval(secs => s)"
        " FROM unnest('{5, 25, 35}'::int[]) AS s"
    )
    rows = await connection.fetch("SELECT worker FROM flowgroup.worker_state")

    assert {"5", "25"} == {row["worker"] for row in rows}
