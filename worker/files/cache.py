"""The table of uploads as methods: which ids can be used, who uploads now, what became of it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from worker.store import Store


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
        valid_until: Until when.
        claimed_s: Seconds for which nobody else may upload it.
        resting: Nobody uploads it now, a failed try is followed by its back-off.
    """

    file_id: str | None = None
    valid_until: datetime | None = None
    claimed_s: float = 0
    resting: bool = False

    @property
    def usable(self) -> tuple[str, datetime] | None:
        """The id and its end, if there is one."""
        if self.file_id is None or self.valid_until is None:
            return None
        return self.file_id, self.valid_until


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

    async def find(self, account: str, agent: str, sha256s: Collection[str]) -> dict[str, Known]:
        """Return what is known of some contents, by SHA-256; those that nobody knows are left out."""
        what = {"account": account, "agent": agent, "sha256s": list(sha256s)}
        rows = await self._store.run("files_find", {**what, "fresh_for_s": self._fresh_for})
        return {
            row.sha256: Known(
                row.file_id,
                row.valid_until,
                row.claimed_s or 0,
                bool(row.claimed_s) and row.resting,
            )
            for row in rows
        }

    async def claim(self, key: FileKey, size: int, claim_s: float) -> float | None:
        """Take the upload upon this worker for some seconds.

        Returns:
            The database's clock, epoch seconds; None if somebody else uploads, or has done so.
        """
        how = {"size": size, "claim_s": claim_s, "fresh_for_s": self._fresh_for}
        rows = await self._store.run("files_claim", {**self._mine(key), **how})
        return float(rows[0].now) if rows else None

    async def record(
        self, key: FileKey, file_id: str, *, took: float, valid_for: float
    ) -> datetime:
        """Keep an id that may be used for `valid_for` seconds from the start of the upload, `took` seconds ago.

        Returns:
            When it ends.
        """
        what = {"file_id": file_id, "took_s": took, "valid_s": valid_for}
        [row] = await self._store.run("files_record", {**self._mine(key), **what})
        valid_until: datetime = row.valid_until
        return valid_until

    async def release(self, key: FileKey, delay: float) -> None:
        """Give an upload up; nobody of the fleet tries it again within `delay` seconds."""
        await self._store.run("files_release", {**self._mine(key), "delay_s": delay})

    async def forget(self, account: str, file_ids: Collection[str], older_than: float = 0) -> int:
        """End the life of ids that the API no longer knows, if they were uploaded so many seconds ago.

        Returns:
            How many rows wait for their files again.
        """
        what = {"account": account, "file_ids": list(file_ids), "older_than_s": older_than}
        return len(await self._store.run("files_forget", what))

    async def clear(self, now: datetime | None = None) -> int:
        """Delete a thousand rows at most that ended more than a day ago; return how many."""
        return len(await self._store.run("files_clear", {"now": now}))

    def _mine(self, key: FileKey) -> dict[str, object]:
        return {**key.parameters(), "worker": self._worker}
