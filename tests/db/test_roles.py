"""Rights: who may do what, as a matrix, and what a login with a role meets."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from tests.support.commands import command
from tests.support.databases import create_database, drop_database, with_database
from tests.support.emulated import example
from tests.support.factories import insert_job
from tests.support.logins import Logins, logins
from tests.support.rights import rights
from worker.schema import migrate

MATRIX = Path(__file__).parent / "data" / "rights.txt"
GROUP = '{"FlowFileInfos": [{}, {}]}'
INSERT = "INSERT INTO flowgroup.jobs (dedupe_key, account, payload) VALUES ($1, $2, $3)"
MEND = (
    f"{INSERT} ON CONFLICT (account, dedupe_key) DO UPDATE SET payload = excluded.payload"
    " WHERE jobs.status = 'invalid' RETURNING id, status"
)
_OWNERS_FUNCTIONS = """
SELECT proname, proconfig, has_function_privilege('public', oid, 'EXECUTE') AS everybody
FROM pg_proc WHERE pronamespace = 'flowgroup'::regnamespace AND prosecdef"""
DENIED = asyncpg.InsufficientPrivilegeError


@pytest.fixture
async def people(database_url: str) -> AsyncIterator[Logins]:
    """Yield a maker of logins on a database with roles."""
    await migrate(database_url, roles=True)
    async with logins(database_url) as maker:
        yield maker


async def test_the_matrix(people: Logins) -> None:
    """Every role has exactly the rights of the matrix, on every table, column, function and sequence."""
    assert MATRIX.read_text().splitlines() == await rights(people.owner)


@pytest.mark.parametrize(
    "change",
    [
        "GRANT SELECT (payload) ON flowgroup.jobs TO flowgroup_reader",
        "GRANT DELETE ON flowgroup.jobs TO flowgroup_worker",
        "REVOKE INSERT (priority) ON flowgroup.jobs FROM flowgroup_enqueuer",
        "GRANT EXECUTE ON FUNCTION flowgroup.cancel TO PUBLIC",
        "REVOKE EXECUTE ON FUNCTION flowgroup.retry_many FROM flowgroup_ops",
        "GRANT CREATE ON SCHEMA flowgroup TO flowgroup_ops",
        "GRANT USAGE ON SEQUENCE flowgroup.jobs_id_seq TO flowgroup_enqueuer",
        "REVOKE SELECT ON flowgroup.account_state FROM flowgroup_ops",
    ],
)
async def test_the_matrix_sees_a_change(people: Logins, change: str) -> None:
    """A grant more or less is no longer the matrix, and migrating again puts it right."""
    matrix = MATRIX.read_text().splitlines()
    await people.owner.execute(change)

    assert matrix != await rights(people.owner)

    await migrate(people.url)

    assert matrix == await rights(people.owner)


async def test_without_the_option_nothing_is_made(connection: asyncpg.Connection) -> None:
    """A plain migration makes no policy on the jobs, and takes all of the owner's functions from everybody."""
    rows = await connection.fetch(_OWNERS_FUNCTIONS)

    assert [] == [row["proname"] for row in rows if row["everybody"]]
    assert not await connection.fetchval(
        "SELECT relrowsecurity FROM pg_class WHERE oid = 'flowgroup.jobs'::regclass"
    )


async def test_functions_with_the_owners_rights_are_bounded(people: Logins) -> None:
    """Each function that acts as the owner has a fixed search_path, and is not everybody's."""
    rows = await people.owner.fetch(_OWNERS_FUNCTIONS)

    assert 8 <= len(rows)
    for row in rows:
        assert "search_path=pg_catalog, pg_temp" in (row["proconfig"] or ()), row["proname"]
        assert not row["everybody"], row["proname"]


async def test_an_enqueuer_has_its_accounts_alone(people: Logins) -> None:
    """An INSERT for a granted account passes, with a conflict or not; any other, and any read, is refused."""
    enqueuer = await people.connect("flowgroup_enqueuer", accounts=("north",))
    await enqueuer.execute(INSERT, "a", "north", GROUP)
    await enqueuer.execute(f"{INSERT} ON CONFLICT DO NOTHING", "a", "north", GROUP)
    for account in ("south", "default"):
        with pytest.raises(DENIED, match="row-level security"):
            await enqueuer.execute(INSERT, "b", account, GROUP)
    with pytest.raises(DENIED):
        await enqueuer.fetch("SELECT id FROM flowgroup.jobs")
    payloads = await enqueuer.fetch("SELECT payload FROM flowgroup.jobs")
    await enqueuer.close()

    assert [] == payloads
    assert 1 == await people.owner.fetchval("SELECT count(*) FROM flowgroup.jobs")


async def test_all_accounts(people: Logins) -> None:
    """A grant of `*` is one for every account."""
    enqueuer = await people.connect("flowgroup_enqueuer", accounts=("*",))
    await enqueuer.execute(INSERT, "a", "north", GROUP)
    await enqueuer.execute(INSERT, "a", "south", GROUP)
    await enqueuer.close()

    assert 2 == await people.owner.fetchval("SELECT count(*) FROM flowgroup.jobs")


async def test_a_reader_sees_what_became_of_its_rows(people: Logins) -> None:
    """A reader sees ids and codes of its accounts; no payload, no message, nobody's name, and changes nothing."""
    mine = await insert_job(people.owner, status="succeeded", account="north")
    await insert_job(people.owner, account="south")
    reader = await people.connect("flowgroup_reader", accounts=("north",))
    rows = await reader.fetch("SELECT id, status, flow_group_id, errors FROM flowgroup.jobs")
    for column in ("payload", "approvers", "error_message"):
        with pytest.raises(DENIED):
            await reader.fetch(f"SELECT {column} FROM flowgroup.jobs")  # noqa: S608 - of this test
    with pytest.raises(DENIED):
        await reader.execute("UPDATE flowgroup.jobs SET payload = '{}'")
    with pytest.raises(DENIED):
        await reader.execute(INSERT, "a", "north", GROUP)
    await reader.close()

    assert [(mine, "succeeded", "group-1", None)] == [tuple(row) for row in rows]


async def test_mending_by_the_enqueuer(people: Logins) -> None:
    """An enqueuer that reads too mends an invalid row by ON CONFLICT; no other row, and none of others."""
    both = await people.connect(
        "flowgroup_enqueuer", "flowgroup_reader", accounts=("north", "south")
    )
    made = await both.fetchrow(MEND, "a", "north", "{}")
    mended = await both.fetchrow(MEND, "a", "north", GROUP)
    again = await both.fetchrow(MEND, "a", "north", '{"FlowFileInfos": [{}, {}, {}]}')
    await people.owner.execute("DELETE FROM flowgroup.account_grants WHERE account = 'south'")
    await insert_job(people.owner, account="south", dedupe_key="b", status="invalid")
    with pytest.raises(DENIED, match="row-level security"):
        await both.fetchrow(MEND, "b", "south", GROUP)
    changed = await both.execute("UPDATE flowgroup.jobs SET payload = '{}'")
    await both.close()

    assert made
    assert mended
    assert "invalid" == made["status"]
    assert (made["id"], "pending") == tuple(mended)
    assert again is None
    assert "UPDATE 0" == changed
    assert 2 == await people.owner.fetchval("SELECT contracts FROM flowgroup.jobs ORDER BY id")


async def test_ops_steer_and_are_named(people: Logins) -> None:
    """An operator steers by functions, which keep the login's own name; the tables stay closed."""
    job = await insert_job(people.owner)
    ops = await people.connect("flowgroup_ops")

    assert await ops.fetchval("SELECT flowgroup.cancel($1, 'wrong day')", job)
    assert await ops.fetchval("SELECT flowgroup.retry($1, 'right day')", job)

    await ops.execute("SELECT flowgroup.pause('north', NULL, 'lunch')")
    await ops.execute("SELECT flowgroup.set_quota('north', 5, 'bought')")
    for view in (
        "batch_progress",
        "error_breakdown",
        "throughput",
        "needs_attention",
        "account_state",
        "quota_state",
    ):
        await ops.fetch(f"SELECT * FROM flowgroup.{view}")  # noqa: S608 - of this test

    assert await ops.fetchrow("SELECT * FROM flowgroup.explain($1)", job)

    for sql in (
        "SELECT flowgroup.roll_up()",
        "UPDATE flowgroup.jobs SET status = 'pending'",
        "SELECT payload FROM flowgroup.jobs",
        "SELECT approvers FROM flowgroup.attempts",
        "INSERT INTO flowgroup.audit (action, actor) VALUES ('retry', 'somebody')",
    ):
        with pytest.raises(DENIED):
            await ops.execute(sql)
    await ops.close()

    actors = await people.owner.fetch("SELECT DISTINCT actor FROM flowgroup.audit")
    assert [people.made[-1]] == [row["actor"] for row in actors]


async def test_a_role_that_is_gone_harms_nobody(people: Logins) -> None:
    """A grant to a role that does not exist is nobody's, and other grants hold."""
    await people.owner.execute("INSERT INTO flowgroup.account_grants VALUES ('no one', 'north')")
    enqueuer = await people.connect("flowgroup_enqueuer", accounts=("south",))
    await enqueuer.execute(INSERT, "a", "south", GROUP)
    with pytest.raises(DENIED):
        await enqueuer.execute(INSERT, "a", "north", GROUP)
    grants = await enqueuer.fetch("SELECT account FROM flowgroup.account_grants")
    await enqueuer.close()

    assert ["south"] == [row["account"] for row in grants]


@pytest.mark.system
async def test_several_databases_at_once(server_url: str) -> None:
    """Roles belong to the server: migrations of several databases and processes make them side by side."""
    names = [await create_database(server_url, "roles") for _ in range(2)]
    program = "import asyncio, sys; from worker.schema import migrate; asyncio.run(migrate(sys.argv[1], roles=True))"
    try:
        started = [
            await asyncio.create_subprocess_exec(
                sys.executable, "-c", program, with_database(server_url, name)
            )
            for name in names * 2
        ]
        codes = [await process.wait() for process in started]
    finally:
        for name in names:
            await drop_database(server_url, name)

    assert [0, 0, 0, 0] == codes


@pytest.mark.system
async def test_the_command_by_its_roles(people: Logins, tmp_path: Path) -> None:
    """An enqueuer that reads enqueues files, an operator looks and steers; what a role may not is one line."""
    crm = await people.make("flowgroup_enqueuer", "flowgroup_reader", accounts=("default",))
    duty = await people.make("flowgroup_ops")
    (tmp_path / "rows.jsonl").write_text(json.dumps(example(1)))

    async def ends(url: str, *words: str) -> tuple[int, list[str]]:
        environ = {"FLOWGROUP_DATABASE_URL": url, "FLOWGROUP_LANG": "en"}
        async with command(*words, home=tmp_path, environ=environ) as running:
            code, _, errors = await running.end()
        return code, errors

    assert (0, []) == await ends(crm, "enqueue", "rows.jsonl")

    code, [line] = await ends(crm, "status")
    assert 1 == code
    assert "lacks a right" in line
    for words in (("status",), ("jobs", "show", "1"), ("jobs", "cancel", "1", "--yes")):
        assert (0, []) == await ends(duty, *words)
