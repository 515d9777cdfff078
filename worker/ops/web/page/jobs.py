"""Rows by filters that stand in the address, the newest first, a page at a time by id."""

from collections.abc import Mapping
from typing import Any, Final

from aiohttp import web

from jobs.model import JobStatus
from worker.bilingual import both
from worker.database import speaking_of_the_database
from worker.errors import DatabaseAwayError, SettingsError
from worker.ops.jobs.filters import Filter, chosen, positive
from worker.ops.jobs.query import read_page
from worker.ops.web.application import SITE
from worker.ops.web.page.render import page
from worker.ops.web.visit import VISIT

ROWS: Final = 50
LONGEST_ID: Final = 18  # digits
NAMES: Final = ("batch", "status", "code", "account", "older", "newer", "text")
MARKS: Final = ("duplicate_risk", "second_groups")
TOO_SLOW: Final = "57014"  # SQLSTATE of a statement that ran into its time limit


def filter_of(query: Mapping[str, str]) -> Filter:
    """Return the filter that an address or a form names.

    Raises:
        SettingsError: it cannot be understood.
    """
    given = {name: query.get(name, "").strip() or None for name in NAMES}
    if given["status"] is not None and given["status"] not in set(JobStatus):
        msg = both(f"There is no status {given['status']}.", f"没有状态 {given['status']}。")
        raise SettingsError(msg)
    return chosen(**given)


def named(query: Mapping[str, str]) -> dict[str, str]:
    """Return the filter's own fields as they were typed, empty where nothing was."""
    return {name: query.get(name, "") for name in (*NAMES, *MARKS)}


async def jobs(request: web.Request) -> web.Response:
    """Show a page of rows."""
    query = request.query
    text = query.get("text", "").strip()
    if set(query) == {"text"} and text.isascii() and text.isdecimal() and len(text) <= LONGEST_ID:
        return web.Response(status=303, headers={"Location": f"/jobs/{int(text)}"})
    shown: dict[str, Any] = {
        "query": named(query),
        "statuses": list(JobStatus),
        "fault": None,
        "found": None,
    }
    shown["filtered"] = any(shown["query"].values())
    try:
        which = filter_of(query)
        before = positive(query["before"]) if query.get("before") else None
    except (SettingsError, ValueError) as error:
        return page(request, "jobs", status=400, **shown | {"fault": str(error)})
    try:
        with speaking_of_the_database():
            found = await read_page(
                request.app[SITE].engine,
                which,
                before=before,
                limit=ROWS,
                lang=request[VISIT].lang,
                duplicate_risk=bool(query.get("duplicate_risk")),
                second_groups=bool(query.get("second_groups")),
            )
    except DatabaseAwayError as away:
        return gone(request, away, shown)
    return page(request, "jobs", **shown | {"found": found})


def gone(request: web.Request, away: DatabaseAwayError, shown: Mapping[str, Any]) -> web.Response:
    """Say that the database is away, or that the search was more than it does in a few seconds."""
    if away.sqlstate == TOO_SLOW:
        return page(request, "jobs", status=503, **{**shown, "fault": "slow"})
    return page(request, "away", status=503, fault="away")
