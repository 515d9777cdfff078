"""What a person may do: a look at what it would touch, a reason, the deed; who did it stands in the audit table."""

from collections.abc import Mapping
from typing import Final

from aiohttp import web

from worker.bilingual import both
from worker.database import speaking_of_the_database
from worker.errors import DatabaseAwayError, FlowgroupError
from worker.ops.web.application import SITE
from worker.ops.web.page.deeds import DEEDS, Deed, Rows
from worker.ops.web.page.entry import local, posted
from worker.ops.web.page.jobs import NAMES, TOO_SLOW
from worker.ops.web.page.refused import RefusedError
from worker.ops.web.page.render import page
from worker.ops.web.page.texts import texts
from worker.ops.web.visit import VISIT

READING_ONLY: Final = both(
    "Reading only: sign in with the token for steering.", "只读：请用操作令牌登录。\n"
)
FIELDS: Final = (
    *NAMES, "id", "verdict", "until", "limit", "units", "including_duplicate_risk", "flow_group_id", "flow_ids",
    "reason",
)  # fmt: skip


def _deed(request: web.Request, fields: Mapping[str, str]) -> Deed:
    """Return what is asked for.

    Raises:
        HTTPForbidden: the visitor may only read.
        HTTPNotFound: there is no such deed.
    """
    if not request[VISIT].may_steer:
        raise web.HTTPForbidden(text=READING_ONLY)
    made = DEEDS.get(fields.get("action", ""))
    if made is None:
        raise web.HTTPNotFound
    return made(fields, request[VISIT].lang, request.app[SITE].engine)


async def preview(request: web.Request) -> web.Response:
    """Show what it would touch, and ask for a reason."""
    return await _show(request, request.query)


async def act(request: web.Request) -> web.Response:
    """Do it, unless more would be touched than was shown."""
    fields = await posted(request)
    if not fields.get("reason", "").strip():
        return await _show(request, fields, fault="reason", status=400)
    deed = _deed(request, fields)
    try:
        with speaking_of_the_database():
            if isinstance(deed, Rows) and await deed.grew():
                return await _show(request, fields, fault="grew", status=409)
            told = await deed.do(f"{fields['reason'].strip()} (page)")
    except RefusedError as refused:
        return await _show(request, fields, fault=str(refused), status=409)
    except DatabaseAwayError as away:
        return _gone(request, away)
    except (FlowgroupError, ValueError) as error:
        return await _show(request, fields, fault=str(error), status=400)
    return page(request, "done", told=told, wanted=local(fields.get("back")))


async def _show(
    request: web.Request, fields: Mapping[str, str], *, fault: str | None = None, status: int = 200
) -> web.Response:
    try:
        deed = _deed(request, fields)
        with speaking_of_the_database():
            seen = await deed.look()
    except DatabaseAwayError as away:
        return _gone(request, away)
    except (FlowgroupError, ValueError) as error:
        return page(request, "refused", status=400, told=str(error))
    return page(
        request,
        "act",
        status=status,
        action=fields["action"],
        seen=seen,
        fault=fault,
        fields=dict.fromkeys(FIELDS, "") | dict(fields),
        wanted=_back(request, fields),
    )


def _gone(request: web.Request, away: DatabaseAwayError) -> web.Response:
    """Say that the database is away, or that the look at all that match took too long and nothing was done."""
    if away.sqlstate == TOO_SLOW:
        return page(request, "refused", status=503, told=texts(request[VISIT].lang)["too_slow"])
    return page(request, "away", status=503, fault="away")


def _back(request: web.Request, fields: Mapping[str, str]) -> str:
    """Return the page that a person came from; another look at the deed is none."""
    referer = request.headers.get("Referer", "").partition(f"//{request.host}")[2]
    came = "" if referer.startswith("/act") else referer
    return local(fields.get("back") or came)
