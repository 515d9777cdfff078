"""The job tables as methods: one per statement in `sql/`, each its own transaction."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import quote
from uuid import UUID

import orjson
from sqlalchemy import Row, TextClause, text
from sqlalchemy.ext.asyncio import AsyncEngine

from worker.database import speaking_of_the_database
from worker.records import Begin, BegunAttempt, Gate, Report, Reservation, Settled, SlotKey, Worker
from worker.witness import Remembered


@cache
def statement(name: str) -> TextClause:
    """Return the statement of `sql/<name>.sql`."""
    return text((files("worker") / "sql" / f"{name}.sql").read_text(encoding="utf-8"))


class Store:
    """Every read and write of the job tables.

    A statement that was sent is never cancelled: a cancelled await could hand back a connection whose
    outcome is unknown. Any statement may raise DatabaseAwayError.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def begin(self, begin: Begin) -> list[BegunAttempt]:
        """Pick the best due rows and commit their attempts; empty if none is due or the gate is shut."""
        rows = await self._run("begin_probe" if begin.probe else "begin", begin.parameters())
        return [BegunAttempt(begin.token, *row) for row in rows]

    async def sift(self, account: str) -> int:
        """Put aside the account's next rows that no begin could hand out; return how many."""
        return len(await self._run("sift", {"account": account}))

    async def finish(self, reports: Sequence[Report]) -> list[Settled]:
        """Write reports, for ever repeatable; return the jobs whose state they changed."""
        rows = await self._run("finish", {"reports": orjson.dumps(reports).decode()})
        settled = [Settled(*row) for row in rows]
        sole = {row.job_id for row in settled if row.attempt_no == 1}
        if others := [report.job_id for report in reports if report.job_id not in sole]:
            rows = await self._run("reconcile", {"job_ids": others})
            settled += [Settled(*row) for row in rows]
        known = {row.job_id for row in settled}
        if risky := [r.job_id for r in reports if r.duplicate_risk and r.job_id not in known]:
            await self._run("mark_risk", {"job_ids": risky})
        return settled

    async def withdrawn(self, tokens: Sequence[UUID]) -> list[tuple[int, int, UUID]]:
        """Return (job_id, attempt_no, token) of what unconfirmed begins committed all the same."""
        rows = await self._run("withdraw", {"tokens": list(tokens)})
        return [(row.job_id, row.attempt_no, UUID(str(row.token))) for row in rows]

    async def due_in(self, account: str) -> float | None:
        """Return seconds until a row of the account is due, None when none waits."""
        return (await self.due([account])).get(account)

    async def due(self, accounts: Sequence[str]) -> dict[str, float]:
        """Return seconds until a row is due, for those of the accounts that have one waiting."""
        rows = await self._run("due", {"accounts": list(accounts)})
        return {row.account: row.due_in_s for row in rows}

    async def bind(self, account: str, key_fingerprint: str, endpoint: str) -> None:
        """Bind database and account at their first send; does nothing when they are bound."""
        await self._run("bind_database", {"endpoint": endpoint})
        await self._run("bind_account", {"account": account, "key_fingerprint": key_fingerprint})

    async def gate(self, account: str, state_id: UUID | None = None) -> Gate:
        """Return what begin's gate sees."""
        [gate] = await self.gates([account], state_id)
        return gate

    async def gates(self, accounts: Sequence[str], state_id: UUID | None = None) -> list[Gate]:
        """Return the same for each of the accounts, in their order."""
        asked = {"accounts": list(accounts), "state_id": state_id}
        return [Gate(*row) for row in await self._run("gate", asked)]

    async def reserve(
        self, key: SlotKey, n: int, lead: float, horizon: float, ahead: float | None = None
    ) -> Reservation:
        """Ask the shared bucket for up to `n` consecutive slots, from `lead` to `horizon` seconds ahead.

        None is granted while the first is more than `ahead` seconds away (the horizon, if not said).
        """
        asked = {"n": n, "lead": lead, "horizon": horizon, "ahead": ahead or horizon}
        [row] = await self._run("reserve", {**key.parameters(), **asked})
        return Reservation(*row)

    async def steer(
        self, key: SlotKey, rate_limit: float, *, sent: int = 0, lost: int = 0, refused: int = 0
    ) -> None:
        """Make the bucket row of a key, or bring it this process's counts since the last time."""
        counts = {"rate_limit": rate_limit, "sent": sent, "lost": lost, "refused": refused}
        await self._run("steer", {**key.parameters(), **counts})

    async def pause_account(
        self, account: str, code: str, reason: str, job_id: int | None, probe_in: float | None
    ) -> bool:
        """Pause an account, to be probed after `probe_in` seconds; False if it is paused already."""
        what = {"account": account, "code": code, "reason": reason}
        when = {"job_id": job_id, "probe_in_s": probe_in}
        return bool(await self._run("pause_account", {**what, **when}))

    async def trips_alone(self, job_id: int, attempt_no: int, code: str) -> bool:
        """Say whether the row tripped the code before and others were created since."""
        key = {"job_id": job_id, "attempt_no": attempt_no, "code": code}
        [row] = await self._run("trips_alone", key)
        return bool(row.alone)

    async def mark_ill(self, key: SlotKey) -> None:
        """Slow the key's slots to one per ten seconds."""
        await self._run("mark_ill", key.parameters())

    async def mark_well(self, key: SlotKey) -> None:
        """Give the key's slots their full rate again."""
        await self._run("mark_well", key.parameters())

    async def now(self) -> float:
        """Return the database's clock as epoch seconds."""
        [row] = await self._run("now", {})
        return float(row.now)

    async def identity(self) -> str:
        """Return which database this is: `<system identifier>-<name>/<timeline>`."""
        [row] = await self._run("identity", {})
        system, _, timeline = row.database_identity.partition("/")
        return f"{system}-{quote(row.database_name, safe='')}/{timeline}"

    async def witness(self, remembered: Remembered) -> tuple[int, int] | None:
        """Count one more sight of this database; None if it knows less than is remembered."""
        rows = await self._run("witness", remembered.parameters())
        return (rows[0].generation, rows[0].beats) if rows else None

    async def lift_pause(self, account: str, code: str) -> bool:
        """End the account's pause if `code` is its cause."""
        return bool(await self._run("lift_pause", {"account": account, "code": code}))

    async def repeat_probe(self, account: str, code: str) -> None:
        """Let the account be probed again in a second, because the last probe of this pause never left."""
        await self._run("repeat_probe", {"account": account, "code": code})

    async def lift_due_pauses(self, now: datetime | None = None) -> list[str]:
        """End pauses whose time has come; return the accounts."""
        return [row.account for row in await self._run("lift_due_pauses", {"now": now})]

    async def approve_database(self) -> None:
        """Bind to the database as it is now, because failovers are trusted."""
        await self._run("approve_database", {})

    async def reap(self, now: datetime | None = None) -> list[tuple[int, int, str]]:
        """Put silent rows in doubt; return (job_id, attempt_no, worker)."""
        return [
            (row.job_id, row.attempt_no, row.worker)
            for row in await self._run("reap", {"now": now})
        ]

    async def expire(self, now: datetime | None = None) -> int:
        """End rows whose `send_before` passed; return how many."""
        return len(await self._run("expire", {"now": now}))

    async def roll_up(self) -> bool:
        """Add up a step of what is over, and announce batches that are done; return whether there is more."""
        [row] = await self._run("roll_up", {})
        return bool(row.more)

    async def accounts(self) -> list[str]:
        """Return the accounts with waiting rows."""
        return [row.account for row in await self._run("accounts", {})]

    async def heartbeat(
        self,
        worker: Worker,
        in_flight: int,
        blocked: str | None,
        accounts: Mapping[str, str | None] | None = None,
    ) -> None:
        """Say that the worker lives; `accounts` are those that it serves, and why it sends nothing for one."""
        told = None if accounts is None else orjson.dumps(accounts).decode()
        parameters = {"in_flight": in_flight, "blocked": blocked, "accounts": told}
        await self._run("heartbeat", {**worker.parameters(), **parameters})

    async def leave(self, worker: str) -> None:
        """Forget the worker."""
        await self._run("leave", {"worker": worker})

    async def on_wire(self) -> bool:
        """Return whether any row of any worker is on the wire."""
        [row] = await self._run("on_wire", {})
        return bool(row.on_wire)

    async def counts(self, batch: str | None = None) -> dict[str, tuple[int, int]]:
        """Return (rows, contracts) by status, of one batch or of all."""
        return {
            row.status: (row.jobs, int(row.contracts))
            for row in await self._run("counts", {"batch": batch})
        }

    async def run(
        self, name: str, parameters: Mapping[str, object]
    ) -> Sequence[Row[*tuple[Any, ...]]]:
        """Run one statement of `sql/`, for tables that have a module of their own."""
        return await self._run(name, parameters)

    async def _run(
        self, name: str, parameters: Mapping[str, object]
    ) -> Sequence[Row[*tuple[Any, ...]]]:
        return await asyncio.shield(asyncio.ensure_future(self._execute(name, parameters)))

    async def _execute(
        self, name: str, parameters: Mapping[str, object]
    ) -> Sequence[Row[*tuple[Any, ...]]]:
        with speaking_of_the_database():
            async with self._engine.connect() as connection:
                try:
                    result = await connection.execute(statement(name), parameters)
                except TimeoutError:
                    await connection.invalidate()
                    raise
                return result.all() if result.returns_rows else []
