"""The machine's view of the database: raw rows before and after each step, time, and a person's SQL."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Self

import asyncpg
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

import migrations
from tests.chaos.model.bugs import Bug
from worker.database import WORKER_SESSION, make_engine

ADDITIONS = Path(__file__).with_name("tables.sql")
CLEAR = """
TRUNCATE moves, flowgroup.jobs, flowgroup.attempts, flowgroup.accounts, flowgroup.binding, flowgroup.audit
RESTART IDENTITY"""
JOBS = """
SELECT id, account, status, attempt_no, attempts, max_attempts, flow_group_id, second_groups, duplicate_risk,
       finished_at, run_after <= now() AND coalesce(send_before > now(), true) AS due, send_before <= now() AS expired
FROM flowgroup.jobs ORDER BY id"""
ATTEMPTS = """
SELECT job_id, attempt_no, token, outcome, flow_group_id, send_deadline < now() AS silent,
       begun_at > now() - interval '895 seconds' AS young
FROM flowgroup.attempts"""
ACCOUNTS = """
SELECT account, pause_code, probes, coalesce(probe_at <= now(), false) AS probe_due,
       paused_since IS NOT NULL AND coalesce(paused_until > now(), true) AS paused
FROM flowgroup.accounts"""


@dataclass(frozen=True, slots=True)
class Move:
    """One change of a job's status."""

    job_id: int
    attempt_no: int
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Rows:
    """The tables at one moment."""

    jobs: Mapping[int, Mapping[str, Any]]
    attempts: Mapping[tuple[int, int], Mapping[str, Any]]
    accounts: Mapping[str, Mapping[str, Any]]

    def paused(self, account: str) -> bool:
        """Return whether a pause of the account, or of all, holds."""
        return any(row["paused"] for name, row in self.accounts.items() if name in {account, "*"})

    def due(self, account: str) -> list[int]:
        """Return the account's rows that may begin."""
        rows = self.jobs.items()
        return [
            id_
            for id_, row in rows
            if (row["account"], row["status"], row["due"]) == (account, "pending", True)
        ]

    def over(self) -> bool:
        """Return whether a row's last moment or a pause's end has passed."""
        rows = any(row["status"] == "pending" and row["expired"] for row in self.jobs.values())
        return rows or any(
            row["pause_code"] and not row["paused"] for row in self.accounts.values()
        )


NOTHING = Rows({}, {}, {})


class Tables:
    """A migrated database, with the machine's additions and, maybe, a bug."""

    def __init__(self, connection: asyncpg.Connection, engine: AsyncEngine) -> None:
        self.engine = engine
        self._connection = connection

    @classmethod
    async def open(cls, url: str, bug: Bug) -> Self:
        """Prepare the database of this URL, once for all examples."""
        connection = await asyncpg.connect(url)
        await connection.execute(ADDITIONS.read_text(encoding="utf-8"))
        engine = make_engine(url, pool_size=1, session=WORKER_SESSION)
        if bug.statements:
            event.listen(engine.sync_engine, "before_cursor_execute", rewriting(bug), retval=True)
        if bug.schema is not None:
            await connection.execute(replaced(*bug.schema))
        return cls(connection, engine)

    async def close(self) -> None:
        """Leave the database."""
        await self._connection.close()
        await self.engine.dispose()

    async def clear(self) -> None:
        """Forget everything, for the next example."""
        await self._connection.execute(CLEAR)

    async def rows(self) -> Rows:
        """Read the tables."""
        fetch = self._connection.fetch
        return Rows(
            {row["id"]: row for row in await fetch(JOBS)},
            {(row["job_id"], row["attempt_no"]): row for row in await fetch(ATTEMPTS)},
            {row["account"]: row for row in await fetch(ACCOUNTS)},
        )

    async def moves(self) -> list[Move]:
        """Take what moved since the last time, in order."""
        sql = "WITH taken AS (DELETE FROM moves RETURNING *) SELECT * FROM taken ORDER BY n"
        return [
            Move(r["job_id"], r["attempt_no"], r["old"], r["new"])
            for r in await self._connection.fetch(sql)
        ]

    async def value(self, sql: str, *parameters: object) -> Any:  # noqa: ANN401  whatever the statement returns
        """Run one statement as a person would."""
        return await self._connection.fetchval(sql, *parameters)

    async def now(self) -> datetime:
        """Read the database's clock."""
        now: datetime = await self.value("SELECT clock_timestamp()")
        return now


def replaced(file: str, old: str, new: str) -> str:
    """Return a function of a migration with a part of it replaced."""
    path = Path(migrations.__file__).parent / "sql" / file
    text = path.read_text(encoding="utf-8")
    if old not in text:
        msg = f"{file} does not hold {old!r} any more: the bug must be seeded anew."
        raise LookupError(msg)
    return text.replace(old, new).replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1)


def rewriting(bug: Bug) -> Callable[..., tuple[str, object]]:
    """Return an engine's listener that puts the bug into the worker's statements."""

    def rewrite(
        _connection: object, _cursor: object, sql: str, parameters: object, *_: object
    ) -> tuple[str, object]:
        for old, new in bug.statements:
            sql = sql.replace(old, new)
        return sql, parameters

    return rewrite
