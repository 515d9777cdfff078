"""Rows by filters that stand in the address, the newest first: a page at a time by id, a rare one in several looks."""

from collections.abc import Mapping
from typing import Any, Final

from aiohttp import web

from jobs.model import JobStatus
from worker.bilingual import both
from worker.database import speaking_of_the_database
from worker.errors import DatabaseAwayError, SettingsError
from worker.ops.jobs.filters import Filter, Marks, chosen, positive
from worker.ops.jobs.query import find, line_of, read_exact, read_rows
from worker.ops.jobs.records import Found
from worker.ops.web.application import SITE
from worker.ops.web.page.render import page
from worker.ops.web.visit import VISIT

ROWS: Final = 50
PATIENCE: Final = 0.1  # s after which a page answers with what it has found so far
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
    return chosen(**given, spans=("", ""))


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
        "exact": ([], False),
    }
    asked = {name for name, value in shown["query"].items() if value}
    shown["filtered"] = bool(asked)
    try:
        which = filter_of(query)
        before = positive(query["before"]) if query.get("before") else None
        ids = [positive(part) for part in query.get("found", "").split(",") if part]
    except (SettingsError, ValueError) as error:
        return page(request, "jobs", status=400, **shown | {"fault": str(error)})
    try:
        with speaking_of_the_database():
            if asked == {"text"} and text and before is None:
                lang = request[VISIT].lang
                shown["exact"] = await read_exact(request.app[SITE].engine, text, lang)
            shown["found"] = await _found(request, which, before, ids[: ROWS - 1])
    except DatabaseAwayError as away:
        return gone(request, away, shown)
    return page(request, "jobs", **shown)


async def _found(request: web.Request, which: Filter, before: int | None, ids: list[int]) -> Found:
    """Return the rows that were found before, and what the next look finds."""
    engine, lang, query = request.app[SITE].engine, request[VISIT].lang, request.query
    marks = Marks(bool(query.get("duplicate_risk")), bool(query.get("second_groups")))
    earlier = [line_of(row, lang) for row in await read_rows(engine, ids)] if ids else []
    limit = ROWS - len(ids)
    found = await find(
        engine, which, marks, before=before, limit=limit, lang=lang, patience=PATIENCE
    )
    return Found([*earlier, *found.jobs], found.before, found.back_to)


def gone(request: web.Request, away: DatabaseAwayError, shown: Mapping[str, Any]) -> web.Response:
    """Say that the database is away, or that the search was more than it does in a few seconds."""
    if away.sqlstate == TOO_SLOW:
        return page(request, "jobs", status=503, **{**shown, "fault": "slow"})
    return page(request, "away", status=503, fault="away")
