"""What begin and the tasks beside it cost: an index each, whatever lies behind or beside it."""

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.support.plans import explain, nodes, pages
from tests.support.sender import Sender
from worker.holds import Holds

FILL = """
INSERT INTO flowgroup.jobs (payload, account, status, attempt_no, finished_at, flow_group_id, priority)
SELECT '{"FlowFileInfos": [1, 2]}', $2, $3, CASE $3 WHEN 'succeeded' THEN 1 ELSE 0 END,
       CASE $3 WHEN 'succeeded' THEN now() END, CASE $3 WHEN 'succeeded' THEN 'group' END, n % 2
FROM generate_series(1, $1::int) AS n"""
CALLS = """
INSERT INTO flowgroup.attempts
    (job_id, attempt_no, token, account, worker, signed_at, send_deadline, finished_at, outcome, flow_group_id)
SELECT id, 1, gen_random_uuid(), account, 'worker', now(), now(), now(), 'created', 'group'
FROM flowgroup.jobs WHERE attempt_no = 1"""
WAITING = """
INSERT INTO flowgroup.jobs (payload, account, priority)
SELECT '{"FlowFileInfos": [{"FileIds": ["file:a.pdf"]}, {"FileIds": ["file:b.pdf"]}]}', 'default', 1 + n % 2
FROM generate_series(1, $1::int) AS n"""
READY = """
UPDATE flowgroup.jobs
SET waits_for_files = false, file_ids = '{"file:a.pdf": "id"}', files_until = now() + interval '8 min'
WHERE id IN (SELECT id FROM flowgroup.jobs WHERE waits_for_files LIMIT 1000)"""
TASKS = ("begin_probe", "due", "reap", "expire", "withdraw", "on_wire", "finish", "reconcile")
FILE_TASKS = (
    "files_line",
    "files_next",
    "files_stale",
    "files_forget",
    "files_settle",
    "files_probe",
)


@pytest.mark.parametrize("mode", ["force_custom_plan", "force_generic_plan"])
async def test_begin_walks_its_index(sender: Sender, engine: AsyncEngine, mode: str) -> None:
    """Over 50,000 finished and 1,000 pending rows begin reads jobs_next and scans no table."""
    await sender.connection.execute(FILL, 50_000, "default", "succeeded")
    await sender.connection.execute(FILL, 1_000, "default", "pending")
    await sender.connection.execute("ANALYZE flowgroup.jobs")

    used = list(nodes(await explain(sender.connection, engine, "COSTS", mode)))
    scanned = [n for n in used if n["Node Type"] == "Seq Scan" and n["Relation Name"] == "jobs"]

    assert "jobs_next" in {node.get("Index Name") for node in used}
    assert {"jobs_next", "jobs_pkey"} >= {
        node["Index Name"] for node in used if "jobs_" in node.get("Index Name", "")
    }
    assert [] == scanned


@pytest.mark.parametrize("mode", ["force_custom_plan", "force_generic_plan"])
async def test_no_task_scans_the_history(sender: Sender, engine: AsyncEngine, mode: str) -> None:
    """What workers do all the time reads no table from end to end, with 50,000 finished rows and calls."""
    await sender.connection.execute(FILL, 50_000, "default", "succeeded")
    await sender.connection.execute(FILL, 1_000, "default", "pending")
    await sender.connection.execute(CALLS)
    await sender.connection.execute("ANALYZE flowgroup.jobs, flowgroup.attempts")

    scans = [
        (name, node["Relation Name"])
        for name in TASKS
        for node in nodes(await explain(sender.connection, engine, "COSTS", mode, name))
        if node["Node Type"] == "Seq Scan" and node["Relation Name"] in {"jobs", "attempts"}
    ]

    assert [] == scans


@pytest.mark.parametrize("name", ["begin", "due", "begin_probe"])
async def test_a_held_batch_costs_nothing(sender: Sender, engine: AsyncEngine, name: str) -> None:
    """With 20,000 rows of a held batch taken out before it, a begin touches a lane's pages more than without them."""
    await sender.connection.execute(FILL, 200, "default", "pending")
    await sender.connection.execute("VACUUM ANALYZE flowgroup.jobs")
    alone = await explain(sender.connection, engine, "ANALYZE, BUFFERS", name=name)
    await sender.connection.execute(FILL, 20_000, "default", "pending")
    await sender.connection.execute(
        "UPDATE flowgroup.jobs SET batch = 'b', priority = 2 WHERE id > 1000"
    )
    await sender.connection.execute("SELECT flowgroup.hold('b', '')")
    for _ in range(10):
        await Holds(sender.store).settle()
    await sender.connection.execute("VACUUM ANALYZE flowgroup.jobs")

    behind = await explain(sender.connection, engine, "ANALYZE, BUFFERS", name=name)

    assert alone["Actual Rows"] == behind["Actual Rows"]
    assert pages(behind) <= 3 * pages(alone)


@pytest.mark.parametrize("name", ["begin", "due"])
async def test_a_long_line_costs_a_begin_nothing(
    sender: Sender, engine: AsyncEngine, name: str
) -> None:
    """A begin reads the head of the line by its index, whether 200 rows wait or 20,000, and sorts none."""
    looks = []
    for rows in (200, 20_000):
        await sender.connection.execute(FILL, rows, "default", "pending")
        await sender.connection.execute("ANALYZE flowgroup.jobs")
        looks.append(await explain(sender.connection, engine, "ANALYZE, BUFFERS", name=name))

    assert pages(looks[1]) < 2 * pages(looks[0])


async def test_a_neighbours_backlog_costs_nothing(sender: Sender, engine: AsyncEngine) -> None:
    """A begin touches as many pages with 20,000 rows of another account waiting as without them."""
    await sender.connection.execute(FILL, 200, "default", "pending")
    alone = await explain(sender.connection, engine, "ANALYZE, BUFFERS")
    await sender.connection.execute(FILL, 20_000, "a-neighbour", "pending")
    await sender.connection.execute("ANALYZE flowgroup.jobs")

    beside = await explain(sender.connection, engine, "ANALYZE, BUFFERS")

    assert alone["Actual Rows"] == beside["Actual Rows"] == 1
    assert pages(beside) < 2 * pages(alone)


@pytest.mark.parametrize("mode", ["force_custom_plan", "force_generic_plan"])
async def test_no_file_task_scans_the_table(sender: Sender, engine: AsyncEngine, mode: str) -> None:
    """What prepares files reads no table from end to end, with 20,000 rows that wait and 20,000 finished ones."""
    await sender.connection.execute(FILL, 20_000, "default", "succeeded")
    await sender.connection.execute(WAITING, 20_000)
    await sender.connection.execute(READY)
    await sender.connection.execute("ANALYZE flowgroup.jobs")

    scans = [
        name
        for name in (*FILE_TASKS, "begin", "due", "accounts")
        for node in nodes(await explain(sender.connection, engine, "COSTS", mode, name))
        if node["Node Type"] == "Seq Scan" and node["Relation Name"] == "jobs"
    ]

    assert [] == scans


@pytest.mark.parametrize("name", ["begin", "due"])
async def test_rows_that_wait_for_files_cost_nothing(
    sender: Sender, engine: AsyncEngine, name: str
) -> None:
    """With 20,000 rows before it in line whose files are not ready, a begin touches as many pages as without them."""
    await sender.connection.execute(FILL, 200, "default", "pending")
    alone = await explain(sender.connection, engine, "ANALYZE, BUFFERS", name=name)
    await sender.connection.execute(WAITING, 20_000)
    await sender.connection.execute("ANALYZE flowgroup.jobs")

    behind = await explain(sender.connection, engine, "ANALYZE, BUFFERS", name=name)

    assert alone["Actual Rows"] == behind["Actual Rows"] == 1
    assert pages(behind) < 2 * pages(alone)


async def test_a_long_line_costs_a_look_little(sender: Sender, engine: AsyncEngine) -> None:
    """The look at the rows next in line touches as many pages whether 500 wait for their files or 20,000."""
    looks = []
    for rows in (500, 20_000):
        await sender.connection.execute(WAITING, rows)
        await sender.connection.execute("ANALYZE flowgroup.jobs")
        plans = [
            await explain(sender.connection, engine, "ANALYZE, BUFFERS", name=name)
            for name in ("files_line", "files_next")
        ]
        looks.append(sum(pages(plan) for plan in plans))

    assert looks[1] < 2 * looks[0]
