"""How long views, metrics and pages take over a million waiting and five million finished rows."""

import time
from collections.abc import Mapping
from statistics import median

import asyncpg

from tests.bench.backlog import roomy
from tests.bench.bench import Bench
from tests.bench.figure import Figure, at_most
from tests.bench.lists import lists
from tests.bench.place import place, server
from worker.attempt import ACTION
from worker.database import make_engine
from worker.ops.ask import ask
from worker.ops.web.figures import GRANTS
from worker.ops.web.page.topics import BATCHES, CODES, ROWS, SECONDS

TIMES = 5
_GOAL = at_most(300)
# Four nights of five batches each; of a thousand finished rows 10 failed by two codes, 2 are invalid, 0.1 in doubt.
_KIND = """CASE WHEN n % 100 = 0 THEN 'failed' WHEN n % 500 = 1 THEN 'invalid' WHEN n % 10000 = 2 THEN 'in_doubt'
    ELSE 'succeeded' END"""
_PAYLOAD = """'{"FlowGroupName": "group", "FlowFileInfos": [{"FileIds": ["yDCZ6UUckpchgnl1UyvVZAAAABBBBCCC"]}, {}]}'"""
_FINISHED = f"""INSERT INTO flowgroup.jobs (payload, batch, status, attempt_no, attempts, flow_group_id, flow_ids,
    request_id, error_code, errors, finished_at)
SELECT {_PAYLOAD}, 'night-' || n * 20 / $1::int, kind, 1, 1,
    CASE kind WHEN 'succeeded' THEN 'yD' || md5(n::text) END,
    CASE kind WHEN 'succeeded' THEN ARRAY['a' || n, 'b' || n] END,
    's' || n, CASE kind WHEN 'failed' THEN CASE n % 200 WHEN 0 THEN 'InternalError' ELSE 'InvalidParameter.Name' END
        WHEN 'in_doubt' THEN 'Worker.Timeout' END,
    CASE kind WHEN 'invalid' THEN '[{{"path": "$", "rule": "size"}}]'::jsonb END,
    now() - ($1::int - n) * interval '50 milliseconds'
FROM (SELECT n, {_KIND} AS kind FROM generate_series(1, $1::int) AS n) AS made"""  # noqa: S608 - constants above
_ATTEMPTED = """INSERT INTO flowgroup.attempts
    (job_id, attempt_no, token, account, worker, begun_at, signed_at, send_deadline, finished_at,
     outcome, error_code, latency_ms, flow_group_id)
SELECT id, 1, gen_random_uuid(), account, 'host:1', finished_at, finished_at, finished_at, finished_at,
    CASE status WHEN 'succeeded' THEN 'created' WHEN 'in_doubt' THEN 'in_doubt' ELSE 'refused' END, error_code,
    100 + id % 97, flow_group_id
FROM flowgroup.jobs WHERE status <> 'pending'"""
_WAITING = f"""INSERT INTO flowgroup.jobs (payload, batch, priority, attempt_no, error_code)
SELECT {_PAYLOAD}, CASE n % 4 WHEN 0 THEN NULL ELSE 'tonight-' || n % 4 END, n % 2,
    CASE WHEN n % 100 = 0 THEN 1 ELSE 0 END, CASE WHEN n % 100 = 0 THEN 'InternalError' END
FROM generate_series(1, $1::int) AS n"""  # noqa: S608 - constants above
_KNOWN = """WITH bound AS (
    INSERT INTO flowgroup.accounts (account, key_fingerprint, bound_at) VALUES ('default', 'key', now())
), bucket AS (
    INSERT INTO flowgroup.slots (key_fingerprint, region, action, rate_limit)
    VALUES ('key', '', 'ChannelCreateFlowGroupByFiles', 20)
)
INSERT INTO flowgroup.workers (worker, host, pid, version, endpoint, rate_limit, last_seen)
VALUES ('host:1', 'host', 1, '1', 'api', 20, 'infinity')"""
_TOLD = "SELECT flowgroup.set_quota('default', 1000000, NULL)"
_UNMARKED = "UPDATE flowgroup.tally_mark SET upto = '-infinity', minutes_upto = '-infinity'"
_BEHIND = "UPDATE flowgroup.tally_mark SET upto = now() - interval '1 hour', minutes_upto = now() - interval '1 hour'"
_INDEXES = """SELECT i.indexrelid::regclass::text AS name, pg_get_indexdef(i.indexrelid) AS sql FROM pg_index i
WHERE i.indrelid IN ('flowgroup.jobs'::regclass, 'flowgroup.attempts'::regclass) AND NOT i.indisunique"""
_LAST = "SELECT flowgroup.explain(max(id)) FROM flowgroup.jobs WHERE status = 'pending' AND NOT waits_for_files"
VIEWS = (
    "batch_progress",
    "error_breakdown",
    "throughput",
    "needs_attention",
    "account_state",
    "worker_state",
    "quota_state",
)
STATEMENTS: Mapping[str, Mapping[str, object]] = {
    "metrics_state": {"action": ACTION, "patience": GRANTS},
    "metrics_jobs": {},
    "page_tonight": {"most": BATCHES, "action": ACTION},
    "page_pulse": {"seconds": SECONDS},
    "page_errors": {"most": CODES},
    "page_doubts": {"most": ROWS},
    "page_needs": {"most": ROWS},
    "page_accounts": {"most": ROWS},
    "page_workers": {"most": ROWS},
}


async def views(bench: Bench) -> list[Figure]:
    """Fill, add up as after an upgrade, and read each view; then as an hour after the last worker went."""
    finished = bench.times(5_000_000, quick=200_000)
    waiting = finished // 5
    async with server(roomy()) as (home, url), place(home, url, limit=0) as here:
        connection = here.connection
        bench.say(f"filling {finished:,} finished and {waiting:,} waiting rows")
        await _fill(connection, finished, waiting)
        bench.say("adding up")
        added = await _added_up(connection)
        await connection.execute(_TOLD)
        figures = [
            Figure("longest step of adding up", max(added), "ms", None, f"{len(added)} steps")
        ]
        size = f"{waiting:,} waiting, {finished:,} finished; median of {TIMES}"
        figures += [await _read(connection, name, size, size) for name in VIEWS]
        took = await _timed(connection, _LAST)
        figures.append(Figure("explain of the last in line", took, "ms", _GOAL, size))
        figures += [await _statement(here.url, name, size) for name in STATEMENTS]
        figures += await lists(here.url)
        await connection.execute(_BEHIND)
        late = "as an hour after the last worker went"
        figures += [await _read(connection, name, late, f"{name}, {late}") for name in VIEWS[:3]]
        return figures


async def _fill(connection: asyncpg.Connection, finished: int, waiting: int) -> None:
    await connection.execute("SET session_replication_role = replica")
    await connection.execute("SET synchronous_commit = off")
    await connection.execute("SET maintenance_work_mem = '512MB'")
    indexes = await connection.fetch(_INDEXES)
    for index in indexes:
        await connection.execute(f"DROP INDEX {index['name']}")
    await connection.execute(_FINISHED, finished)
    await connection.execute(_ATTEMPTED)
    await connection.execute(_WAITING, waiting)
    for index in indexes:
        await connection.execute(index["sql"])
    await connection.execute(_KNOWN)
    await connection.execute(_UNMARKED)
    await connection.execute("RESET session_replication_role")
    await connection.execute("VACUUM ANALYZE")
    await connection.execute("CHECKPOINT")


async def _added_up(connection: asyncpg.Connection) -> list[float]:
    """Return the milliseconds of each step."""
    took = []
    more = True
    while more:
        start = time.monotonic()
        more = await connection.fetchval("SELECT flowgroup.roll_up()")
        took.append(1000 * (time.monotonic() - start))
    return took


async def _read(connection: asyncpg.Connection, name: str, how: str, what: str) -> Figure:
    took = await _timed(connection, f"SELECT * FROM flowgroup.{name}")  # noqa: S608 - a constant
    return Figure(what if what != how else f"view {name}", took, "ms", _GOAL, how)


async def _statement(url: str, name: str, how: str) -> Figure:
    """Time a statement of `/metrics` or of a page as the process runs it."""
    engine = make_engine(url)
    took = []
    try:
        for _ in range(TIMES):
            start = time.monotonic()
            await ask(engine, name, STATEMENTS[name])
            took.append(1000 * (time.monotonic() - start))
    finally:
        await engine.dispose()
    return Figure(f"statement {name}", median(took), "ms", _GOAL, how)


async def _timed(connection: asyncpg.Connection, sql: str) -> float:
    took = []
    for _ in range(TIMES):
        start = time.monotonic()
        await connection.fetch(sql)
        took.append(1000 * (time.monotonic() - start))
    return median(took)
