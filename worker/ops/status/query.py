"""Reads the tables into a Status."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping
from sqlalchemy.ext.asyncio import AsyncEngine

from jobs.model import JobStatus
from worker.attempt import ACTION
from worker.bilingual import spoken
from worker.ops.ask import ask
from worker.ops.language import Language, meaning
from worker.ops.quota.query import read_quotas
from worker.ops.status.binds import binding, next_step
from worker.ops.status.phrases import words
from worker.ops.status.records import (
    CodeCount,
    Doubt,
    Limit,
    Pause,
    Status,
    Twice,
    Waiting,
    WorkerLine,
)


@dataclass(frozen=True, slots=True)
class Pace:
    """Calls a second: made lately, granted, and left by steering; `limits` are the buckets in use."""

    at: datetime
    last_10_s: float
    last_60_s: float
    limits: list[Limit]
    granted: float
    effective: float


async def read_status(
    engine: AsyncEngine, batch: str | None, *, rate_limit: float, lang: Language
) -> Status:
    """Look at the tables once; `rate_limit` stands in while no worker has made a bucket."""
    of_batch = {"batch": batch}
    counts = await ask(engine, "counts", of_batch)
    jobs = {status.value: 0 for status in JobStatus} | {r["status"]: r["jobs"] for r in counts}
    pace = await read_pace(engine, batch, rate_limit)
    pauses, workers = await read_holds(engine, lang)
    waiting = await read_waiting(engine, batch, lang)
    twice = await ask(engine, "status_second_groups", of_batch)
    binds, because = binding(
        jobs,
        waiting,
        pauses,
        workers,
        limits=pace.limits,
        rate=pace.last_10_s,
        limit=pace.effective,
        at=pace.at,
        say=words(lang),
    )
    return Status(
        **figures(pace),
        **ends(jobs["pending"], pace),
        batch=batch,
        jobs=jobs,
        contracts_issued=_contracts(counts),
        binds=binds,
        binds_because=because,
        next_step=next_step(binds, jobs, pauses, words(lang), twice=bool(twice)),
        errors=_errors(await ask(engine, "status_errors", of_batch), lang),
        pauses=pauses,
        in_doubt=doubtful(await ask(engine, "status_in_doubt", of_batch)),
        created_twice=doubled(twice),
        created_twice_rows=twice[0]["rows"] if twice else 0,
        waiting=waiting,
        workers=workers,
        quotas=await read_quotas(engine),
    )


async def read_pace(engine: AsyncEngine, batch: str | None, rate_limit: float) -> Pace:
    """Look at the calls of the last minute and the buckets; `rate_limit` stands in while there is none."""
    [rate] = await ask(engine, "status_rate", {"batch": batch})
    limits = [Limit(**row) for row in await ask(engine, "status_limit", {})]
    live = [limit for limit in limits if limit.live and limit.action == ACTION]
    granted = sum(bucket.rate_limit for bucket in live) or rate_limit
    effective = sum(bucket.effective for bucket in live) or rate_limit
    return Pace(**rate, limits=live, granted=granted, effective=effective)


def figures(pace: Pace) -> dict[str, Any]:
    """Return the fields of a Status that tell the pace."""
    return {
        "at": pace.at,
        "rate_last_10_s": round(pace.last_10_s, 2),
        "rate_last_60_s": round(pace.last_60_s, 2),
        "limit": pace.granted,
        "limit_effective": round(pace.effective, 2),
        "limits": [replace(one, effective=round(one.effective, 2)) for one in pace.limits],
    }


def ends(pending: int, pace: Pace) -> dict[str, Any]:
    """Return the fields of a Status that tell when the rows that wait will have been sent."""
    now = round(pending / pace.last_10_s, 1) if pace.last_10_s else None
    return {"eta_s": now, "eta_at_limit_s": round(pending / pace.effective, 1)}


async def read_holds(engine: AsyncEngine, lang: Language) -> tuple[list[Pause], list[WorkerLine]]:
    """Look at pauses and workers, with their reasons in one language."""
    pauses = [Pause(**row) for row in await ask(engine, "status_pauses", {})]
    workers = [WorkerLine(**row) for row in await ask(engine, "status_workers", {})]
    return (
        [replace(one, reason=one.reason and spoken(one.reason, lang)) for one in pauses],
        [_worker(one, lang) for one in workers],
    )


def _worker(line: WorkerLine, lang: Language) -> WorkerLine:
    accounts = {name: _spoken(why, lang) for name, why in (line.accounts or {}).items()}
    return replace(line, blocked=_spoken(line.blocked, lang), accounts=accounts)


async def read_waiting(engine: AsyncEngine, batch: str | None, lang: Language) -> list[Waiting]:
    """Look at what waits, with the reasons in one language."""
    lines = [Waiting(**row) for row in await ask(engine, "status_waiting", {"batch": batch})]
    return [
        replace(
            line,
            files_message=_spoken(line.files_message, lang),
            blocked=_spoken(line.blocked, lang),
        )
        for line in lines
    ]


def _spoken(text: str | None, lang: Language) -> str | None:
    return text and spoken(text, lang)


def _contracts(counts: Sequence[RowMapping]) -> int:
    return sum(int(row["contracts"]) for row in counts if row["status"] == "succeeded")


def _errors(rows: Sequence[RowMapping], lang: Language) -> list[CodeCount]:
    return [CodeCount(**row, meaning=meaning(row["code"], lang)) for row in rows]


def doubtful(rows: Sequence[RowMapping]) -> list[Doubt]:
    """Return the rows of `status_in_doubt`."""
    return [Doubt(**{k: v for k, v in row.items() if k != "rows"}) for row in rows]


def doubled(rows: Sequence[RowMapping]) -> list[Twice]:
    """Return the rows of `status_second_groups`."""
    return [Twice(**{k: v for k, v in row.items() if k != "rows"}) for row in rows]
