"""Rows that match as a file, the same as the command's; sent as they are read, however many."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Final, TypeAlias

from aiohttp import web

from jobs.model import JobStatus
from worker.database import speaking_of_the_database
from worker.errors import DatabaseAwayError, SettingsError
from worker.ops.export.cli import jsonl
from worker.ops.export.rows import Exported, exported
from worker.ops.export.sheet import head, sheet
from worker.ops.web.application import HEADERS, SITE
from worker.ops.web.page.jobs import filter_of, gone, named
from worker.ops.web.visit import VISIT

Print: TypeAlias = Callable[[Sequence[Exported]], str]
_TYPES: Final[Mapping[str, str]] = {"csv": "text/csv", "jsonl": "application/x-ndjson"}


async def export(request: web.Request) -> web.StreamResponse:
    """Send the file."""
    form = request.query.get("format", "csv")
    if form not in _TYPES:
        raise web.HTTPBadRequest(text="format: csv | jsonl\n")
    try:
        which = filter_of(request.query)
    except SettingsError as error:
        raise web.HTTPBadRequest(text=f"{error}\n") from None
    lines: Print = partial(sheet, lang=request[VISIT].lang) if form == "csv" else jsonl
    pages = exported(request.app[SITE].engine, which)
    try:
        with speaking_of_the_database():
            first: list[Exported] = await anext(pages, [])
    except DatabaseAwayError as away:
        query = named(request.query)
        shown = {"query": query, "statuses": list(JobStatus), "found": None, "filtered": True}
        return gone(request, away, shown)
    reply = web.StreamResponse(headers=HEADERS)
    reply.content_type, reply.charset = _TYPES[form], "utf-8"
    reply.headers["Content-Disposition"] = f'attachment; filename="flowgroup.{form}"'
    await reply.prepare(request)
    try:
        with speaking_of_the_database():
            await reply.write(
                (head() if form == "csv" else "").encode() + await _text(lines, first)
            )
            async for rows in pages:
                await reply.write(await _text(lines, rows))
    except DatabaseAwayError:
        if request.transport is not None:
            request.transport.abort()  # half a file must not look whole
    return reply


async def _text(lines: Print, rows: Sequence[Exported]) -> bytes:
    return (await asyncio.to_thread(lines, rows)).encode()
