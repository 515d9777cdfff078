"""Rows that match as a file, the same as the command's; sent as they are read, however many."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Final

from aiohttp import web

from worker.errors import SettingsError
from worker.ops.export.cli import jsonl
from worker.ops.export.rows import Exported, exported
from worker.ops.export.sheet import head, sheet
from worker.ops.web.application import HEADERS, SITE
from worker.ops.web.page.jobs import filter_of
from worker.ops.web.visit import VISIT

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
    lines: Callable[[Sequence[Exported]], str] = (
        partial(sheet, lang=request[VISIT].lang) if form == "csv" else jsonl
    )
    reply = web.StreamResponse(headers=HEADERS)
    reply.content_type, reply.charset = _TYPES[form], "utf-8"
    reply.headers["Content-Disposition"] = f'attachment; filename="flowgroup.{form}"'
    await reply.prepare(request)
    if form == "csv":
        await reply.write(head().encode())
    async for rows in exported(request.app[SITE].engine, which):
        await reply.write((await asyncio.to_thread(lines, rows)).encode())
    return reply
