"""Reads the tables into records."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import RowMapping
from sqlalchemy.ext.asyncio import AsyncEngine

from worker.bilingual import both, spoken
from worker.errors import FlowgroupError
from worker.ops.ask import ask
from worker.ops.jobs.filters import Filter
from worker.ops.jobs.next_step import next_step
from worker.ops.jobs.records import Attempt, Deed, Fault, Job, Line, Page, Story
from worker.ops.language import Language, meaning


async def read_page(
    engine: AsyncEngine,
    which: Filter,
    *,
    before: int | None,
    limit: int,
    lang: Language,
    duplicate_risk: bool = False,
    second_groups: bool = False,
) -> Page:
    """Read up to `limit` rows below the id `before`, the newest first."""
    page = {"before": before, "limit": limit + 1, "ids": None}
    marks = {"duplicate_risk": duplicate_risk, "second_groups": second_groups}
    rows = await ask(engine, "jobs_list", {**which.parameters(), **page, **marks})
    lines = [line_of(row, lang) for row in rows[:limit]]
    return Page(lines, lines[-1].id if len(rows) > limit else None)


async def read_rows(engine: AsyncEngine, ids: Sequence[int]) -> Sequence[RowMapping]:
    """Read certain rows as a list shows them, for `line_of`."""
    page = {"before": None, "limit": len(ids), "ids": list(ids)}
    marks = {"duplicate_risk": False, "second_groups": False}
    return await ask(engine, "jobs_list", {**Filter().parameters(), **page, **marks})


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
