"""Reads the tables into a Status."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import RowMapping
from sqlalchemy.ext.asyncio import AsyncEngine

from jobs.model import JobStatus
from worker.attempt import ACTION
from worker.ops.ask import ask
from worker.ops.language import Language, meaning
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


async def read_status(
    engine: AsyncEngine, batch: str | None, *, rate_limit: float, lang: Language
) -> Status:
    """Look at the tables once; `rate_limit` stands in while no worker has made a bucket."""
    of_batch = {"batch": batch}
    counts = await ask(engine, "counts", of_batch)
    [rate] = await ask(engine, "status_rate", of_batch)
    limits = [Limit(**row) for row in await ask(engine, "status_limit", {})]
    pauses = [Pause(**row) for row in await ask(engine, "status_pauses", {})]
    waiting = [Waiting(**row) for row in await ask(engine, "status_waiting", of_batch)]
    workers = [WorkerLine(**row) for row in await ask(engine, "status_workers", {})]
    live = [limit for limit in limits if limit.live and limit.action == ACTION]
    jobs = {status.value: 0 for status in JobStatus} | {r["status"]: r["jobs"] for r in counts}
    effective = sum(bucket.effective for bucket in live) or rate_limit
    pace = rate["last_10_s"]
    twice = await ask(engine, "status_second_groups", of_batch)
    binds, because = binding(
        jobs,
        waiting,
        pauses,
        workers,
        limits=live,
        rate=pace,
        limit=effective,
        at=rate["at"],
        say=words(lang),
    )
    return Status(
        at=rate["at"],
        batch=batch,
        jobs=jobs,
        contracts_issued=_contracts(counts),
        rate_last_10_s=round(pace, 2),
        rate_last_60_s=round(rate["last_60_s"], 2),
        limit=sum(bucket.rate_limit for bucket in live) or rate_limit,
        limit_effective=round(effective, 2),
        eta_s=round(jobs["pending"] / pace, 1) if pace else None,
        eta_at_limit_s=round(jobs["pending"] / effective, 1),
        binds=binds,
        binds_because=because,
        next_step=next_step(binds, jobs, pauses, words(lang), twice=bool(twice)),
        errors=_errors(await ask(engine, "status_errors", of_batch), lang),
        pauses=pauses,
        in_doubt=_doubts(await ask(engine, "status_in_doubt", of_batch)),
        created_twice=[Twice(**{k: v for k, v in row.items() if k != "rows"}) for row in twice],
        created_twice_rows=twice[0]["rows"] if twice else 0,
        waiting=waiting,
        limits=[replace(bucket, effective=round(bucket.effective, 2)) for bucket in live],
        workers=workers,
    )


def _contracts(counts: Sequence[RowMapping]) -> int:
    return sum(int(row["contracts"]) for row in counts if row["status"] == "succeeded")


def _errors(rows: Sequence[RowMapping], lang: Language) -> list[CodeCount]:
    return [CodeCount(**row, meaning=meaning(row["code"], lang)) for row in rows]


def _doubts(rows: Sequence[RowMapping]) -> list[Doubt]:
    return [Doubt(**{k: v for k, v in row.items() if k != "rows"}) for row in rows]
