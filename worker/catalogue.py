"""Writes the catalogue of error codes into the database, so that SQL can say what a code means."""

from importlib.resources import files

import orjson
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from jobs.errors import ErrorCode, catalogue, families

_NAME = "codes"


async def write_codes(connection: AsyncConnection) -> None:
    """Bring `flowgroup.codes` to what this version's catalogue says."""
    sql = (files("worker") / "sql" / f"{_NAME}.sql").read_text(encoding="utf-8")
    await connection.execute(text(sql), {"codes": orjson.dumps(_rows()).decode()})


def _rows() -> list[dict[str, object]]:
    ranks = {entry.code: rank for rank, entry in enumerate(families())}
    entries = {entry.code: entry for entry in (*catalogue().values(), *families())}
    return [_row(entry, ranks.get(code)) for code, entry in entries.items()]


def _row(entry: ErrorCode, family: int | None) -> dict[str, object]:
    return {
        "code": entry.code,
        "family": family,
        "class": entry.error_class,
        "scope": entry.scope,
        "ambiguous": entry.ambiguous,
        "meaning_en": entry.meaning_en,
        "meaning_zh": entry.meaning_zh,
        "todo_en": entry.todo_en,
        "todo_zh": entry.todo_zh,
    }
