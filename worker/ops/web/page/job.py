"""One row: what is known of it, every call and deed in order, why it waits, and its body without names."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncEngine

from jobs.payload.masked import masked
from worker.database import speaking_of_the_database
from worker.errors import DatabaseAwayError, FlowgroupError
from worker.ops.ask import ask
from worker.ops.jobs.query import read_story
from worker.ops.jobs.records import Attempt, Deed, Story
from worker.ops.jobs.why import read_why
from worker.ops.web.application import SITE
from worker.ops.web.page.render import page, render
from worker.ops.web.visit import VISIT

_BIGGEST = 2**63 - 1
_OPEN = frozenset({"pending", "sending"})


@dataclass(frozen=True, slots=True)
class Happening:
    """What happened when: the row's INSERT, a call, a deed, its end."""

    at: datetime
    kind: str
    call: Attempt | None = None
    deed: Deed | None = None


def timeline(story: Story) -> list[Happening]:
    """Return all that happened to the row in order."""
    job = story.job
    found = [Happening(job.created_at, "inserted")]
    found += [Happening(call.begun_at, "call", call=call) for call in story.attempts]
    found += [Happening(deed.at, "deed", deed=deed) for deed in story.audit]
    if job.finished_at:
        found.append(Happening(job.finished_at, "ended"))
    return sorted(found, key=lambda happening: (happening.at, happening.kind == "ended"))


async def job(request: web.Request) -> web.Response:
    """Show the row."""
    number = int(request.match_info["id"])
    try:
        with speaking_of_the_database():
            part = await job_part(request, min(number, _BIGGEST))
    except DatabaseAwayError:
        return page(request, "away", status=503, fault="away")
    except FlowgroupError:
        return page(request, "no_job", status=404, id=number)
    return page(request, "job", id=number, part=part)


async def job_part(request: web.Request, number: int) -> str:
    """Return all of the page that changes with the row.

    Raises:
        FlowgroupError: there is no such row.
    """
    engine, visit = request.app[SITE].engine, request[VISIT]
    story = await read_story(engine, number, visit.lang)
    why = await read_why(engine, number, visit.lang) if story.job.status in _OPEN else None
    return render(
        "live/job.html",
        visit.lang,
        may_steer=visit.may_steer,
        story=story,
        why=why,
        body=await _body(engine, number),
        timeline=timeline(story),
    )


async def _body(engine: AsyncEngine, job_id: int) -> str | None:
    """Return the body masked; None where it is too large to be worth a look, or gone."""
    rows = await ask(engine, "page_payload", {"id": job_id})
    if not rows:
        return None
    document: Any = orjson.loads(rows[0]["payload"])
    return orjson.dumps(masked(document), option=orjson.OPT_INDENT_2).decode()
