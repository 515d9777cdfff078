"""A worker, an enqueuer and an operator by the rights of their roles alone."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

import worker
from tests.support.emulated import ACTION, example
from tests.support.logins import Logins, logins
from tests.support.pdfs import make_root
from tests.support.workers import Site
from worker import events
from worker.database import WORKER_SESSION, make_engine
from worker.emulator import Fault
from worker.schema import migrate
from worker.store import statement

SOURCES = Path(worker.__file__).parent
_CODE = "".join(
    file.read_text()
    for file in SOURCES.rglob("*.py")
    if SOURCES / "ops" not in file.parents and file.name != "database.py"
)
_DIALECT = make_engine("postgresql://nobody@/nowhere").dialect
OF_WORKERS = sorted({"begin", "begin_probe", *re.findall(r'run\(\s*"(\w+)"', _CODE)})


@pytest.fixture
async def people(here: Site) -> AsyncIterator[Logins]:
    """Yield a maker of logins; whoever they are, workers are stopped before they go."""
    await migrate(here.url, roles=True)
    async with logins(here.url) as maker:
        yield maker
        for running in here.workers:
            running.stop.set()
            await running.task


async def plan(connection: asyncpg.Connection, name: str) -> list[str]:
    compiled = statement(name).compile(dialect=_DIALECT)
    nothing = ", ".join("NULL" for _ in compiled.positiontup or ())
    await connection.execute(f"PREPARE {name} AS {compiled}")
    call = f"{name}({nothing})" if nothing else name
    found = await connection.fetch(f"EXPLAIN (COSTS OFF) EXECUTE {call}")
    await connection.execute(f"DEALLOCATE {name}")
    return [row[0] for row in found if "Filter: " not in row[0]]  # those come in any order


async def test_a_workers_statements_cost_the_same(here: Site, people: Logins) -> None:
    """Each statement of a worker may be run by the role, with the plan that the owner has: no index is lost."""
    owner = await asyncpg.connect(here.url, server_settings=WORKER_SESSION)
    member = await asyncpg.connect(
        await people.make("flowgroup_worker"), server_settings=WORKER_SESSION
    )
    different = [n for n in OF_WORKERS if await plan(owner, n) != await plan(member, n)]
    begin = await plan(member, "begin")
    await owner.close()
    await member.close()

    assert [] == different
    assert 40 < len(OF_WORKERS)
    assert any("jobs_next" in line for line in begin)


async def test_a_worker_needs_no_more_than_its_role(
    here: Site, people: Logins, tmp_path: Path
) -> None:
    """A worker that is a member of flowgroup_worker binds, uploads, sends, retries, pauses, probes and leaves."""
    owner_url, here.url = here.url, await people.make("flowgroup_worker")
    root = make_root(tmp_path)
    root.put("a.pdf")
    body = example(1)
    body["FlowFileInfos"] = [
        contract | {"FileIds": ["file:a.pdf"]} for contract in body["FlowFileInfos"]
    ]
    for name in ("internal_error_before", "reset_after", "code:InvalidParameter"):
        here.api.faults.add(Fault(name=name, action=ACTION))
    jobs = [await here.insert() for _ in range(6)]
    jobs.append(await here.insert(body))
    running = here.start(concurrency=1, files_root=root.path, in_doubt_pause=0)
    await running.seen.over(jobs)
    here.api.faults.add(Fault(name="code:OperationDenied.NoQuota", action=ACTION))
    paused = await here.insert()
    await running.seen.wait_for(events.AccountPaused)
    await people.owner.execute("UPDATE flowgroup.accounts SET probe_at = now()")
    await running.seen.status(paused, "succeeded")
    await running.end()
    here.url = owner_url

    assert {"succeeded": 6, "in_doubt": 1, "failed": 1} == await here.statuses()
    assert [] == running.seen.of(events.Defect)
    assert [] == running.seen.of(events.DatabaseAway)
    assert 0 == await people.owner.fetchval("SELECT count(*) FROM flowgroup.workers")


async def test_the_workers_role_writes_nothing_of_an_enqueuer(here: Site, people: Logins) -> None:
    """A worker's login makes and deletes no row, changes no payload, and forges no name in the audit table."""
    await here.insert()
    member = await people.connect("flowgroup_worker")
    for sql in (
        "INSERT INTO flowgroup.jobs (payload) VALUES ('{}')",
        "DELETE FROM flowgroup.jobs",
        "UPDATE flowgroup.jobs SET payload = '{}'",
        "UPDATE flowgroup.jobs SET account = 'x'",
        "INSERT INTO flowgroup.audit (action, actor) VALUES ('retry', 'somebody')",
        "DELETE FROM flowgroup.attempts",
        "SELECT flowgroup.retry(1, 'x')",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await member.execute(sql)
    await member.close()

    assert ["pending"] == list(await here.statuses())
