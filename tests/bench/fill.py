"""Fills a database with millions of small rows, checked already, as fast as the server writes them."""

import asyncpg

# About 200 bytes, and no group that the check would pass: it is marked as checked, for what is measured is sending.
# No row is announced or judged: the triggers of one statement over so many are no part of a figure.
_PAYLOAD = """jsonb_build_object('FlowGroupName', 'group_' || n, 'FlowFileInfos',
    '[{"FileIds": ["yDCZ6UUckpchgnl1UyvVZAAAABBBBCCC"], "FlowName": "contract"},
      {"FileIds": ["yDCZ6UUckpchgnl1UyvVZAAAABBBBCCC"], "FlowName": "contract"}]'::jsonb)"""
_WAITING = f"""INSERT INTO flowgroup.jobs (checked_at, payload)
SELECT now(), {_PAYLOAD} FROM generate_series(1, $1::int) AS n"""  # noqa: S608 - a constant above
_FINISHED = f"""INSERT INTO flowgroup.jobs
    (checked_at, payload, status, attempt_no, attempts, flow_group_id, flow_ids, request_id, finished_at)
SELECT now(), {_PAYLOAD}, 'succeeded', 1, 1, 'yD' || md5(n::text), ARRAY['a' || n, 'b' || n], 's' || n,
    now() - ($1::int - n) * interval '50 milliseconds'
FROM generate_series(1, $1::int) AS n"""  # noqa: S608 - a constant above
_ATTEMPTED = """INSERT INTO flowgroup.attempts
    (job_id, attempt_no, token, account, worker, begun_at, signed_at, send_deadline, finished_at,
     outcome, request_id, latency_ms, flow_group_id, flow_ids)
SELECT id, 1, gen_random_uuid(), account, 'host:1', finished_at, finished_at, finished_at,
    finished_at, 'created', request_id, 150, flow_group_id, flow_ids
FROM flowgroup.jobs WHERE status = 'succeeded'"""
_COUNT = "SELECT count(*) FROM flowgroup.jobs WHERE status = 'pending'"


async def waiting(url: str, rows: int) -> None:
    """Bring the number of waiting rows up to so many."""
    connection = await asyncpg.connect(url)
    try:
        missing = rows - await connection.fetchval(_COUNT)
        await _fill(connection, (_WAITING, missing))
    finally:
        await connection.close()


async def finished(url: str, rows: int) -> None:
    """Put so many finished rows, and their attempts, in the place of all that is there."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("TRUNCATE flowgroup.jobs, flowgroup.attempts")
        await _fill(connection, (_FINISHED, rows), (_ATTEMPTED,))
    finally:
        await connection.close()


async def _fill(connection: asyncpg.Connection, *statements: tuple[object, ...]) -> None:
    await connection.execute("SET session_replication_role = replica")
    await connection.execute("SET synchronous_commit = off")
    for statement in statements:
        await connection.execute(*statement)
    await connection.execute("RESET session_replication_role")
    await connection.execute("VACUUM ANALYZE")
    await connection.execute("CHECKPOINT")
