"""`flowgroup plan`: what the waiting rows come to; writes nothing."""

from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

import orjson
from sqlalchemy.ext.asyncio import AsyncEngine

from jobs.payload import MOST_BYTES, Fault, is_valid
from worker.attempt import ACTION
from worker.check.judge import Row
from worker.ops.ask import ask
from worker.ops.failure import connected
from worker.ops.intake.accounts import known_accounts
from worker.ops.intake.desk import Desk
from worker.ops.quota.query import read_quotas
from worker.ops.quota.records import Quota

_ROWS: Final = 200
_ROOM: Final = 512 * 1024  # bytes of stored payloads at a time, as the checker has it


@dataclass(frozen=True, slots=True)
class KeyPlan:
    """What waits for one calling key; `rate` in calls a second.

    `seconds_at_limit`: what its calls take, one behind the other; `ends_in_s`: when the last one would leave.
    """

    accounts: list[str]
    jobs: int
    contracts: int
    unchecked: int
    later: int
    rate: float
    at: datetime
    seconds_at_limit: float
    ends_in_s: float


@dataclass(frozen=True, slots=True)
class RuleCount:
    """Rows that broke a rule, ended `invalid` or found by this look, and one of them."""

    rule: str
    message: str
    message_zh: str
    jobs: int
    job_id: int


@dataclass(frozen=True, slots=True)
class Plan:
    """The whole; `--json` prints these names. A contract is a unit of the quota; keys send beside each other.

    `quotas` are those that people told, beside all that waits for their accounts.
    """

    at: datetime | None
    batch: str | None
    jobs: int
    contracts: int
    quota_units: int
    uploads: int
    later: int
    unchecked: int
    unchecked_invalid: int
    seconds_at_limit: float
    ends_in_s: float
    ends_at: datetime | None
    keys: list[KeyPlan]
    faults: list[RuleCount]
    unknown_accounts: list[str]
    quotas: list[Quota]


async def make_plan(desk: Desk, batch: str | None) -> Plan:
    """Add up what waits, of one batch or of all, as if it were sent alone and without pause.

    Raises:
        DatabaseError: the database is away.
    """
    of_batch: dict[str, object] = {"batch": batch}
    async with connected(desk.settings) as engine:
        asked = of_batch | {"action": ACTION, "rate_limit": desk.settings.rate_limit}
        keys = [KeyPlan(**row) for row in await ask(engine, "plan", asked)]
        [uploads] = await ask(engine, "plan_uploads", of_batch)
        faults = {
            row["rule"]: RuleCount(**row) for row in await ask(engine, "plan_faults", of_batch)
        }
        invalid = await _judged(engine, desk, batch, faults)
        known = await known_accounts(engine)
        quotas = await read_quotas(engine)
    contracts = sum(int(key.contracts) for key in keys)
    ends_in = max((key.ends_in_s for key in keys), default=0.0)
    return Plan(
        at=keys[0].at if keys else None,
        batch=batch,
        jobs=sum(key.jobs for key in keys),
        contracts=contracts,
        quota_units=contracts,
        uploads=uploads["uploads"],
        later=sum(key.later for key in keys),
        unchecked=sum(key.unchecked for key in keys),
        unchecked_invalid=invalid,
        seconds_at_limit=round(max((key.seconds_at_limit for key in keys), default=0.0), 1),
        ends_in_s=round(ends_in, 1),
        ends_at=keys[0].at + timedelta(seconds=ends_in) if keys else None,
        keys=[replace(key, contracts=int(key.contracts)) for key in keys],
        faults=sorted(faults.values(), key=lambda count: (-count.jobs, count.rule)),
        unknown_accounts=desk.strangers((name for key in keys for name in key.accounts), known),
        quotas=quotas,
    )


async def _judged(
    engine: AsyncEngine, desk: Desk, batch: str | None, faults: dict[str, RuleCount]
) -> int:
    """Judge what nobody has checked yet and add it to the faults; return how many rows are invalid."""
    judge, invalid = desk.judge(), 0
    async for row in _unchecked(engine, batch):
        errors = {fault.rule: fault for fault in judge.faults(row) if not is_valid([fault])}
        for fault in errors.values():
            _count(faults, fault, row.id)
        invalid += bool(errors)
    return invalid


async def _unchecked(engine: AsyncEngine, batch: str | None) -> AsyncIterator[Row]:
    after, asked = 0, {"batch": batch, "n": _ROWS, "room": _ROOM, "most_bytes": MOST_BYTES}
    while rows := await ask(engine, "plan_unchecked", asked | {"after": after}):
        for row in rows:
            yield Row(**row)
        after = rows[-1]["id"]


def _count(faults: dict[str, RuleCount], fault: Fault, job_id: int) -> None:
    new = RuleCount(fault.rule, fault.message, fault.message_zh, 0, job_id)
    known = faults.setdefault(fault.rule, new)
    faults[fault.rule] = replace(known, jobs=known.jobs + 1)


def as_json(plan: Plan) -> str:
    """Return the plan as one JSON object, times in ISO 8601 with zone."""
    document: dict[str, Any] = asdict(plan)
    return orjson.dumps(document, option=orjson.OPT_INDENT_2).decode()
