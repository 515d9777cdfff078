"""The table of uploads as methods: which ids can be used, who uploads now, what became of it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from worker.store import Store

TRUST: Final = 5.0  # s for which ids that replaced lost ones are believed


@dataclass(frozen=True, slots=True)
class FileKey:
    """One content for one owner: the account, its agent's fingerprint, and the SHA-256 in hex."""

    account: str
    agent: str
    sha256: str

    def parameters(self) -> dict[str, object]:
        """Return the row's key as statement parameters."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Known:
    """What the fleet knows of a content.

    Attributes:
        file_id: An id that can be used.
        uploaded_at: When its upload began.
        valid_until: Until when it can be used.
        claimed_s: Seconds for which nobody else may upload it.
        resting: Nobody uploads it now: a failed try is followed by its back-off, and a lost id was just replaced.
    """

    file_id: str | None = None
    uploaded_at: datetime | None = None
    valid_until: datetime | None = None
    claimed_s: float = 0
    resting: bool = False

    @property
    def usable(self) -> tuple[str, datetime, datetime] | None:
        """The id, its beginning and its end, if there is one."""
        if self.file_id is None or self.uploaded_at is None or self.valid_until is None:
            return None
        return self.file_id, self.uploaded_at, self.valid_until


class FileCache:
    """What the API holds of our files; all times are on the database's clock.

    Any method may raise DatabaseAwayError.

    Args:
        store: The database.
        worker: Who claims.
        fresh_for: Seconds that an id must still live to be of use.
    """

    def __init__(self, store: Store, worker: str, fresh_for: float) -> None:
        self._store = store
        self._worker = worker
        self._fresh_for = fresh_for

    async def find(
        self, account: str, agent: str, sha256s: Collection[str], after: datetime | None = None
    ) -> dict[str, Known]:
        """Return what is known of some contents, by SHA-256; those that nobody knows are left out.

        `after` leaves out ids whose upload had begun by then.
        """
        what = {"account": account, "agent": agent, "sha256s": list(sha256s)}
        rows = await self._store.run("files_find", {**what, **self._judged_by(after)})
        return {
            row.sha256: Known(
                row.file_id,
                row.uploaded_at,
                row.valid_until,
                row.claimed_s or 0,
                bool(row.claimed_s) and row.resting,
            )
            for row in rows
        }

    async def claim(
        self, key: FileKey, size: int, claim_s: float, after: datetime | None = None
    ) -> float | None:
        """Take the upload upon this worker for some seconds; `after` as in `find`.

        Returns:
            The database's clock, epoch seconds; None if somebody else uploads, or has done so.
        """
        how = {"size": size, "claim_s": claim_s, **self._judged_by(after)}
        rows = await self._store.run("files_claim", {**self._mine(key), **how})
        return float(rows[0].now) if rows else None

    async def record(
        self, key: FileKey, file_id: str, *, began: float, valid_for: float
    ) -> tuple[datetime, datetime]:
        """Keep an id that may be used for `valid_for` seconds from the start of the upload, in epoch seconds.

        Returns:
            When it began and when it ends.
        """
        what = {"file_id": file_id, "began": began, "valid_s": valid_for}
        [row] = await self._store.run("files_record", {**self._mine(key), **what})
        return row.uploaded_at, row.valid_until

    async def release(self, key: FileKey, delay: float) -> None:
        """Give an upload up; nobody of the fleet tries it again within `delay` seconds."""
        await self._store.run("files_release", {**self._mine(key), "delay_s": delay})

    async def forget(self, account: str, file_ids: Collection[str]) -> int:
        """End the life of ids that the API no longer knows, unless they are believed.

        Returns:
            How many rows wait for their files again.
        """
        what = {"account": account, "file_ids": list(file_ids), "trust_s": TRUST}
        return len(await self._store.run("files_forget", what))

    async def clear(self, now: datetime | None = None) -> int:
        """Delete a thousand rows at most that ended more than a day ago; return how many."""
        return len(await self._store.run("files_clear", {"now": now}))

    def _judged_by(self, after: datetime | None) -> dict[str, object]:
        return {"after": after, "fresh_for_s": self._fresh_for, "trust_s": TRUST}

    def _mine(self, key: FileKey) -> dict[str, object]:
        return {**key.parameters(), "worker": self._worker}
