"""Reads what is exported, a page at a time, however many rows there are."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncEngine

from jobs.errors import lookup
from worker.ops.ask import ask
from worker.ops.jobs.filters import Filter

PAGE: Final = 2_000


@dataclass(frozen=True, slots=True)
class Exported:
    """A row as it leaves: no payload, and no message of the API, which may name people.

    `faults`: of an invalid row, path, rule and message in both languages; never a value.
    """

    id: int
    batch: str | None
    dedupe_key: str | None
    account: str
    status: str
    contracts: int | None
    flow_group_id: str | None
    flow_ids: list[str] | None
    second_groups: list[str] | None
    request_id: str | None
    code: str | None
    meaning_en: str | None
    meaning_zh: str | None
    duplicate_risk: bool
    attempts: int
    created_at: datetime
    finished_at: datetime | None
    faults: list[dict[str, Any]]


async def exported(engine: AsyncEngine, which: Filter) -> AsyncIterator[list[Exported]]:
    """Yield the rows that match by their ids; each is read once, as it stands then."""
    after = 0
    while True:
        page = {"after": after, "n": PAGE}
        rows = await ask(engine, "export", {**which.parameters(), **page})
        if rows:
            yield [_row(dict(row)) for row in rows]
            after = rows[-1]["id"]
        if len(rows) < PAGE:
            return


def _row(columns: dict[str, Any]) -> Exported:
    entry = lookup(columns["code"]) if columns["code"] else None
    english, chinese = (entry.meaning_en, entry.meaning_zh) if entry else (None, None)
    return Exported(**columns, meaning_en=english, meaning_zh=chinese)
