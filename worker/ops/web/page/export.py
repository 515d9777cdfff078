"""Rows that match as a file: ids, states, codes and meanings; sent as they are read, however many."""

import asyncio
import csv
import io
from dataclasses import asdict
from typing import Final

import orjson
from aiohttp import web

from worker.database import speaking_of_the_database
from worker.errors import SettingsError
from worker.ops.jobs.query import read_page
from worker.ops.jobs.records import Line
from worker.ops.web.application import SITE
from worker.ops.web.page.jobs import filter_of
from worker.ops.web.visit import VISIT

STEP: Final = 1_000
COLUMNS: Final = (
    "id", "batch", "account", "status", "attempts", "code", "meaning", "duplicate_risk", "flow_group_id",
    "created_at", "finished_at",
)  # fmt: skip
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would run what begins so
_TYPES: Final = {"csv": "text/csv", "jsonl": "application/x-ndjson"}


async def export(request: web.Request) -> web.StreamResponse:
    """Send the file."""
    kind = request.query.get("format", "csv")
    if kind not in _TYPES:
        raise web.HTTPBadRequest(text="format: csv | jsonl\n")
    try:
        which = filter_of(request.query)
    except SettingsError as error:
        raise web.HTTPBadRequest(text=f"{error}\n") from None
    reply = web.StreamResponse()
    reply.content_type, reply.charset = _TYPES[kind], "utf-8"
    reply.headers["Content-Disposition"] = f'attachment; filename="flowgroup.{kind}"'
    reply.headers["Cache-Control"] = "no-store"
    before: int | None = None
    head = b"\xef\xbb\xbf" + _csv([COLUMNS]) if kind == "csv" else b""
    while True:
        with speaking_of_the_database():
            found = await read_page(
                request.app[SITE].engine, which, before=before, limit=STEP, lang=request[VISIT].lang
            )
        if not reply.prepared:
            await reply.prepare(request)
        await reply.write(head + await asyncio.to_thread(_lines, found.jobs, kind))
        head, before = b"", found.before
        if before is None:
            return reply


def _lines(jobs: list[Line], kind: str) -> bytes:
    rows = [{name: asdict(line)[name] for name in COLUMNS} for line in jobs]
    if kind == "jsonl":
        return b"".join(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE) for row in rows)
    return _csv([tuple(_cell(row[name]) for name in COLUMNS) for row in rows])


def _csv(rows: list[tuple[str, ...]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
