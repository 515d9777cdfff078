"""A worker reduced to its statements, and the rows as it left them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import asyncpg

from worker.records import Begin, BegunAttempt, OutcomeName, Report, Settled
from worker.store import Store

KEY = "key-1"
ENDPOINT = "api.test"


@dataclass
class Sender:
    """A worker reduced to its statements."""

    store: Store
    connection: asyncpg.Connection

    async def begin(
        self,
        n: int = 1,
        **changes: Any,  # noqa: ANN401  any field of a begin
    ) -> list[BegunAttempt]:
        """Begin up to `n` rows at a slot that is now, unless changed."""
        begin: dict[str, Any] = {
            "account": "default",
            "key_fingerprint": KEY,
            "endpoint": ENDPOINT,
            "worker": "worker-1",
            "token": uuid4(),
            "slot_at": changes.get("slot_at") or await self.now(),
            "n": n,
            "lease": 120.0,
            "lateness": 10.0,
            **changes,
        }
        return await self.store.begin(Begin(**begin))

    async def now(self) -> datetime:
        """Read the database's clock."""
        now: datetime = await self.connection.fetchval("SELECT clock_timestamp()")
        return now

    async def begin_one(
        self,
        **changes: Any,  # noqa: ANN401  any field of a begin
    ) -> BegunAttempt:
        """Begin the one row that is due."""
        [attempt] = await self.begin(**changes)
        return attempt

    async def report(
        self,
        key: tuple[int, int, UUID],
        outcome: OutcomeName,
        **fields: Any,  # noqa: ANN401  any field of a report
    ) -> list[Settled]:
        """Report one attempt with what its outcome needs."""
        return await self.store.finish([report(key, outcome, **fields)])

    async def job(self, job_id: int) -> asyncpg.Record:
        """Read a job."""
        return await self.connection.fetchrow("SELECT * FROM flowgroup.jobs WHERE id = $1", job_id)

    async def attempt(self, job_id: int, attempt_no: int = 1) -> asyncpg.Record:
        """Read an attempt."""
        sql = "SELECT * FROM flowgroup.attempts WHERE job_id = $1 AND attempt_no = $2"
        return await self.connection.fetchrow(sql, job_id, attempt_no)

    async def key(self, job_id: int, attempt_no: int = 1) -> tuple[int, int, UUID]:
        """Return what a report of the attempt must name."""
        token = (await self.attempt(job_id, attempt_no))["token"]
        return job_id, attempt_no, UUID(bytes=token.bytes)

    async def reopen(self, job_id: int, attempt_no: int) -> None:
        """Make the attempt one that never reported."""
        await self.connection.execute(
            "UPDATE flowgroup.attempts SET outcome = NULL, finished_at = NULL, flow_group_id = NULL"
            " WHERE job_id = $1 AND attempt_no = $2",
            job_id,
            attempt_no,
        )

    async def status(self, job_id: int) -> str:
        """Read a job's status."""
        return str((await self.job(job_id))["status"])


def report(
    key: tuple[int, int, UUID],
    outcome: OutcomeName,
    **fields: Any,  # noqa: ANN401  any field of a report
) -> Report:
    """Return a report with what its outcome needs."""
    if outcome == "created":
        fields = {"flow_group_id": "group-1", "flow_ids": ["flow-1", "flow-2"], **fields}
    elif outcome == "invalid":
        fields = {"errors": [{"path": "$", "rule": "size"}], **fields}
    else:
        fields = {"error_code": f"Code.{outcome}", **fields}
    return Report(*key, outcome, **fields)
