"""Why a row is not running now: flowgroup.explain in a person's language."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncEngine

from worker.ops.ask import ask
from worker.ops.jobs.phrases import words
from worker.ops.jobs.query import no_such_job
from worker.ops.language import Language
from worker.ops.moments import distance, moment


@dataclass(frozen=True, slots=True)
class Why:
    """The one reason, by its code and in words; `ends_at` is None where nothing ends it by itself."""

    at: datetime
    id: int
    status: str
    code: str
    reason: str
    ends_at: datetime | None
    rows_ahead: int | None


async def read_why(engine: AsyncEngine, job_id: int, lang: Language) -> Why:
    """Ask the database.

    Raises:
        FlowgroupError: there is no such job.
    """
    [row] = await ask(engine, "jobs_why", {"id": job_id})
    if row["status"] is None:
        raise no_such_job(job_id)
    reason = row["reason_zh" if lang == "zh-CN" else "reason_en"]
    return Why(
        row["at"], row["id"], row["status"], row["code"], reason, row["ends_at"], row["rows_ahead"]
    )


def why_text(why: Why, lang: Language) -> str:
    """Return the reason as a person reads it."""
    say = words(lang)
    head = f"{say.job.format(why.id)}: {why.status}\n{why.reason}"
    if why.ends_at is None or why.code == "final":
        return head
    ends = say.until_then.format(when=moment(why.ends_at), wait=distance(why.ends_at, why.at, lang))
    return f"{head}\n{ends}"
