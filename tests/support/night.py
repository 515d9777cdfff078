"""A night as it may stand at three: batches under way, errors, doubts, a pause; rows by the thousand."""

from dataclasses import dataclass
from datetime import timedelta

import asyncpg
import orjson

from tests.support.factories import insert_job

_PAYLOAD = orjson.dumps({
    "FlowGroupName": "劳动合同 张三",
    "Agent": {"AppId": "yDR1nUU06b46rUy0fKyKocxqVM6QwE88"},
    "FlowFileInfos": [
        {"FileIds": ["file:labour/zhangsan.pdf"], "FlowName": "劳动合同", "FlowType": "HR",
         "FlowApprovers": [{"ApproverType": "PERSON", "Name": "张三", "Mobile": "13800138000"}]},
        {"FileIds": ["file:labour/nda.pdf"], "FlowName": "保密协议", "FlowApprovers": [
            {"ApproverType": "ORGANIZATION", "Name": "李四", "Mobile": "13900139000"}]},
    ],
}).decode()  # fmt: skip
_ROWS = """INSERT INTO flowgroup.jobs (payload, batch, account, status, attempt_no, attempts, flow_group_id, flow_ids,
    error_code, error_message, errors, created_at, finished_at, dedupe_key)
SELECT CAST($1 AS jsonb), $2, $3, $4, least($6, 1), least($6, 1),
    CASE $4 WHEN 'succeeded' THEN 'yDw' || substr(md5(n::text), 1, 29) END,
    CASE $4 WHEN 'succeeded' THEN ARRAY['yDf' || n, 'yDg' || n] END, $5, $7,
    CASE $4 WHEN 'invalid' THEN '[{"path": "FlowFileInfos[0].FlowApprovers[0].Mobile", "rule": "mobile",
        "message": "No mobile number.", "message_zh": "不是手机号码。"}]'::jsonb END,
    now() - interval '6 hours',
    CASE $4 WHEN 'pending' THEN NULL ELSE now() - n * interval '2 seconds' - interval '3 minutes' END,
    $2 || '-' || $4 || '-' || coalesce($5, '') || n
FROM generate_series(1, $8::int) AS n"""
_CALLS = """INSERT INTO flowgroup.attempts (job_id, attempt_no, token, account, worker, begun_at, signed_at,
    send_deadline, finished_at, outcome, error_code, latency_ms, flow_group_id)
SELECT -n, 1, gen_random_uuid(), 'default', 'host-a:4711', at, at, at + interval '2 minutes',
    at + interval '180 milliseconds',
    kind, CASE kind WHEN 'throttled' THEN 'RequestLimitExceeded' WHEN 'transient' THEN 'InternalError' END, 180,
    CASE kind WHEN 'created' THEN 'yDx' || n END
FROM (SELECT n, now() - $1::float8 * interval '1 second' - n * interval '50.6 milliseconds' AS at,
             CASE WHEN $1 > 1 THEN 'created' WHEN n BETWEEN 3200 AND 3300 AND n % 4 = 0 THEN 'throttled'
             WHEN n % 41 = 0 THEN 'transient' ELSE 'created' END AS kind
      FROM generate_series(1, 5920) AS n WHERE n NOT BETWEEN 2300 AND 2420 OR n % 3 = 0) AS made"""

_QUOTA = "SELECT flowgroup.set_quota($1, $2, $3)"
_NOTED = """UPDATE flowgroup.quotas SET told_at = told_at - interval '6 hours'"""


@dataclass(frozen=True)
class Names:
    """What the rows are called; a test may call them something worse."""

    batches: tuple[str, str, str, str] = (
        "payroll-2026-11",
        "onboarding",
        "renewals-q4",
        "leases-north",
    )
    account: str = "subsidiary-b"
    reason: str = "Quota is being raised, ticket 4711"
    message: str = "服务内部错误，请稍后重试"
    worker: str = "host-a:4711"


async def fill(
    connection: asyncpg.Connection,
    names: Names = Names(),
    *,
    share: float = 0.02,
) -> None:
    """Put the night in place, or a share of its rows; of each kind one at least."""
    one, two, three, four = names.batches
    for account, told in (("default", 22_000), (names.account, 2_000)):
        await connection.execute(_QUOTA, account, round(told * share), names.reason)
    error, refused = "InternalError", "InvalidParameter.ApproverMobile"
    for batch, account, status, code, n in (
        (one, "default", "succeeded", None, 5200),
        (one, "default", "pending", None, 2600),
        (one, "default", "failed", refused, 14),
        (one, "default", "invalid", None, 6),
        (two, "default", "succeeded", None, 900),
        (two, "default", "pending", None, 1100),
        (two, "default", "failed", "OperationDenied.FlowOperatorNoPermission", 3),
        (three, names.account, "succeeded", None, 310),
        (three, names.account, "pending", None, 640),
        (three, names.account, "failed", error, 5),
        (four, "default", "succeeded", None, 1500),
        (four, "default", "cancelled", None, 12),
    ):
        tried = 0 if status in {"pending", "invalid", "cancelled"} else 1
        message = names.message if code else None
        rows = max(1, round(n * share))
        values = (_PAYLOAD, batch, account, status, code, tried, message, rows)
        await connection.execute(_ROWS, *values)
    await connection.execute(_CALLS, 1.0)
    await connection.execute(_NOTED)
    await _doubts(connection, names)
    await _fleet(connection, names)


async def _doubts(connection: asyncpg.Connection, names: Names) -> None:
    for minutes, code, batch in (
        (47, "Worker.Timeout", names.batches[0]),
        (9, "Worker.ConnectionLost", names.batches[1]),
    ):
        aged = timedelta(minutes=minutes)
        job = await insert_job(
            connection, status="in_doubt", aged=aged, batch=batch, error_code=code, attempt_no=1,
            error_message=names.message, dedupe_key=f"{batch}-doubt",
        )  # fmt: skip
        await connection.execute(
            """UPDATE flowgroup.attempts SET error_code = $2, worker = $3, begun_at = begun_at - interval '1 minute',
                signed_at = signed_at - interval '1 minute', latency_ms = 60000 WHERE job_id = $1""",
            job,
            code,
            names.worker,
        )
        await connection.execute(
            "UPDATE flowgroup.jobs SET created_at = now() - interval '6 hours', payload = $2::jsonb WHERE id = $1",
            job,
            _PAYLOAD,
        )
    job = await insert_job(
        connection,
        status="pending",
        batch=names.batches[0],
        attempt_no=2,
        attempts=2,
        error_code="InternalError",
    )
    await connection.execute(
        "UPDATE flowgroup.jobs SET run_after = now() + interval '40 seconds' WHERE id = $1", job
    )


async def _fleet(connection: asyncpg.Connection, names: Names) -> None:
    await connection.execute("""INSERT INTO flowgroup.accounts (account, key_fingerprint, bound_at)
        VALUES ('default', 'k-3fa9', now())""")
    await connection.execute(
        "SELECT flowgroup.pause($1, now() + interval '2 hours', $2)", names.account, names.reason
    )
    await connection.execute(
        """UPDATE flowgroup.accounts SET key_fingerprint = 'k-77c1', bound_at = now()
        WHERE account = $1""",
        names.account,
    )
    await connection.execute("""INSERT INTO flowgroup.slots
            (key_fingerprint, region, action, rate_limit, refused, lost, steered_at)
        VALUES ('k-3fa9', 'ap-guangzhou', 'ChannelCreateFlowGroupByFiles', 20, 25, 3, now() + interval '1 hour'),
               ('k-77c1', 'ap-guangzhou', 'ChannelCreateFlowGroupByFiles', 20, 0, 0, now() - interval '1 hour')""")
    await connection.execute(
        """INSERT INTO flowgroup.workers
            (worker, host, pid, version, endpoint, rate_limit, started_at, last_seen, in_flight)
        SELECT $1 || n, 'host-' || n, 4710 + n, '0.1.0', 'essbasic.tencentcloudapi.com', 20,
            now() - interval '6 hours', now() + interval '1 hour', 2
        FROM generate_series(1, 2) AS n""",
        names.worker,
    )
    await connection.execute(
        "INSERT INTO flowgroup.audit (action, reason) VALUES ('hold', $1)", names.reason
    )
