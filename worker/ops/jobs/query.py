"""Reads the tables into records."""

from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import Final

from sqlalchemy import RowMapping
from sqlalchemy.ext.asyncio import AsyncEngine

from worker.bilingual import both, spoken
from worker.clock import Clock, SystemClock
from worker.errors import FlowgroupError
from worker.ops.ask import ask
from worker.ops.jobs.filters import Filter, Marks
from worker.ops.jobs.next_step import next_step
from worker.ops.jobs.records import Attempt, Deed, Fault, Found, Job, Line, Story
from worker.ops.jobs.walk import steps
from worker.ops.language import Language, meaning

NAMESAKES: Final = 20  # rows of one dedupe_key that are shown, each of another account


async def find(
    engine: AsyncEngine,
    which: Filter,
    marks: Marks,
    *,
    before: int | None,
    limit: int,
    lang: Language,
    patience: float | None = None,
    clock: Clock | None = None,
) -> Found:
    """Read up to `limit` rows below the id `before`, the newest first.

    `patience`: the seconds after which no further rows are looked at, and a full page is not asked whether more
    follow; None looks at all that it takes.
    """
    clock = clock or SystemClock()
    started, rows = clock.monotonic(), list[RowMapping]()
    walk = steps(engine, which, marks, before=before, limit=limit + 1, clock=clock)
    floor, back_to = None, None
    async with aclosing(walk):
        async for step in walk:
            rows += step.rows
            floor, back_to = step.floor, step.back_to
            late = patience is not None and clock.monotonic() - started > patience
            if late or (patience is not None and len(rows) >= limit):
                break
    lines = [line_of(row, lang) for row in rows[:limit]]
    if len(rows) > limit or (floor is not None and len(rows) == limit):
        return Found(lines, lines[-1].id)
    return Found(lines, floor, back_to)


async def read_rows(engine: AsyncEngine, ids: Sequence[int]) -> Sequence[RowMapping]:
    """Read certain rows as a list shows them, for `line_of`."""
    page = {"before": None, "floor": None, "limit": len(ids), "ids": list(ids)}
    every = {**Filter().parameters(), **Marks().parameters()}
    return await ask(engine, "jobs_list", {**every, **page})


async def read_exact(engine: AsyncEngine, text: str, lang: Language) -> tuple[list[Line], bool]:
    """Return the rows with this dedupe_key, and whether there is a batch of this name."""
    [named] = await ask(engine, "jobs_exact", {"text": text, "most": NAMESAKES})
    rows = await read_rows(engine, named["ids"]) if named["ids"] else []
    return [line_of(row, lang) for row in rows], named["batch"]


def line_of(row: RowMapping, lang: Language) -> Line:
    """Return a row of the list in a language."""
    columns = {name: value for name, value in row.items() if name != "updated_at"}
    fault = columns.pop("fault")
    first = _fault(fault, lang) if fault else None
    return Line(**columns, fault=first, meaning=_meaning(row, lang))


async def read_story(engine: AsyncEngine, job_id: int, lang: Language) -> Story:
    """Read everything about one job but its payload.

    Raises:
        FlowgroupError: there is no such job.
    """
    key = {"id": job_id}
    rows = await ask(engine, "jobs_show", key)
    if not rows:
        raise no_such_job(job_id)
    columns = dict(rows[0])
    at = columns.pop("at")
    errors = [_fault(fault, lang) for fault in columns.pop("errors") or []]
    for name in ("blocked", "message"):
        columns[name] = _spoken(columns[name], lang)
    job = Job(**columns, errors=errors, meaning=_meaning(rows[0], lang))
    attempts = await ask(engine, "jobs_attempts", key)
    story = Story(
        at=at,
        job=job,
        attempts=[_attempt(row, lang) for row in attempts],
        audit=[Deed(**row) for row in await ask(engine, "jobs_audit", key)],
        next_step="",
    )
    pauses = await ask(engine, "status_pauses", {})
    workers = await ask(engine, "status_workers", {})
    return replace(story, next_step=next_step(story, pauses, workers, lang))


def no_such_job(job_id: int) -> FlowgroupError:
    """Return what is said of an id that no row has."""
    msg = both(
        f"There is no job {job_id}: flowgroup jobs list shows the newest.",
        f"没有任务 {job_id}：flowgroup jobs list 列出最新的任务。",
    )
    return FlowgroupError(msg)


def _attempt(row: RowMapping, lang: Language) -> Attempt:
    columns = {**row, "message": _spoken(row["message"], lang)}
    doubt = _meaning(row, lang, "doubt_code")
    return Attempt(**columns, meaning=_meaning(row, lang), doubt_meaning=doubt)


def _spoken(text: str | None, lang: Language) -> str | None:
    return text and spoken(text, lang)


def _meaning(row: RowMapping, lang: Language, column: str = "code") -> str | None:
    return meaning(row[column], lang) if row[column] else None


def _fault(fault: dict[str, str], lang: Language) -> Fault:
    name = "message_zh" if lang == "zh-CN" and "message_zh" in fault else "message"
    return Fault(fault.get("path", "$"), fault.get("rule", ""), fault.get(name, ""))
