"""The rows that wait for files, as methods: who has some, which come next, what came of them.

Any method may raise DatabaseAwayError.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import orjson

from worker.store import Store


@dataclass(frozen=True, slots=True)
class Line:
    """An account's rows that wait for files: seconds until the first is due, and how many others are ready."""

    account: str
    due_in: float
    ready: int


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it was read; of its payload only what names files and their owner.

    `lost_at`: when the API last did not know its ids, if it ever did so.
    """

    account: str
    job_id: int
    updated_at: datetime
    max_attempts: int
    body: bytes = field(repr=False)
    lost_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Settled:
    """What came of a row's files: it is ready with its ids, it ended, or it waits on, for a reason."""

    row: Row
    status: str = "pending"
    waits: bool = True
    file_ids: dict[str, str] | None = field(default=None, repr=False)
    files_until: datetime | None = None
    errors: list[dict[str, str]] | None = None
    error_code: str | None = None
    error_message: str | None = None

    def document(self) -> dict[str, object]:
        """Return it as a JSON object."""
        own = {name: getattr(self, name) for name in self.__slots__ if name != "row"}
        return {"job_id": self.row.job_id, "updated_at": self.row.updated_at, **own}


class FileRows:
    """The part of the job table that waits for files."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def lines(self, accounts: Collection[str], within: float) -> list[Line]:
        """Return those of the accounts that have rows waiting for files and due within so many seconds."""
        what = {"accounts": list(accounts), "within_s": within}
        return [Line(*row) for row in await self._store.run("files_line", what)]

    async def next(
        self, account: str, n: int, within: float, passed_over: Collection[int]
    ) -> list[Row]:
        """Return up to `n` rows that come next, but for some."""
        what = {"account": account, "n": n, "within_s": within}
        rows = await self._store.run("files_next", {**what, "passed_over": list(passed_over)})
        return [Row(account, *row) for row in rows]

    async def settle(self, settled: Sequence[Settled]) -> set[int]:
        """Write what came of some rows; return those that it was true of."""
        documents = orjson.dumps([one.document() for one in settled]).decode()
        rows = await self._store.run("files_settle", {"settled": documents})
        return {row.job_id for row in rows}

    async def take_back(self) -> int:
        """Let rows whose ids are about to end wait for their files again; return how many."""
        return len(await self._store.run("files_stale", {}))

    async def probe(self, account: str) -> str | None:
        """Take the probe of a paused account upon this worker; return the pause's code, None if it is not due."""
        rows = await self._store.run("files_probe", {"account": account})
        return str(rows[0].pause_code) if rows else None
