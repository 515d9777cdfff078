"""What health and metrics read of the database: at most once a second, however many ask."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

import orjson
from sqlalchemy.exc import DBAPIError

from jobs.model import JobStatus
from worker.attempt import ACTION
from worker.clock import Clock
from worker.errors import DatabaseAwayError
from worker.store import Store

FRESH: Final = 1.0  # s for which one look serves everybody
PATIENCE: Final = 3.0  # s after which a database that is asked counts as away
GRANTS: Final = 30.0  # s within which a row that is due should see slots granted; an ill endpoint gets one in 10
Fault: TypeAlias = Literal["database_away", "schema"]


@dataclass(frozen=True, slots=True)
class Figures:
    """One look at the tables: the whole fleet's, whichever process looks.

    Attributes:
        jobs: Rows by status.
        revision: Of the schema.
        oldest_pending_s: Seconds since the oldest due row was due; 0 if none is.
        workers: Those heard of within 30 s.
        permits: Calls a second that the limits of the live calling keys add up to; 0 if no worker sends.
        effective: What steering leaves of them.
        paused: Accounts that may not send now, by code.
        all_paused: Rows are due, and each is of an account that may not send.
        starved: A row is due for longer than `GRANTS`, may be sent, and its key was granted no slot meanwhile.
    """

    jobs: Mapping[JobStatus, int]
    revision: str
    oldest_pending_s: float
    workers: int
    permits: float
    effective: float
    paused: Mapping[str, int]
    all_paused: bool
    starved: bool


class FiguresReader:
    """Looks at the tables for all who ask; whoever comes while a look is under way waits for it."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._seen: Figures | Fault = "database_away"
        self._until = float("-inf")
        self._looking: asyncio.Task[None] | None = None

    async def read(self) -> Figures | Fault:
        """Return figures that are a second old at most, or why there are none; within `PATIENCE`."""
        if self._looking is None and self._clock.monotonic() >= self._until:
            self._looking = asyncio.create_task(self._look(), name="figures")
        if self._looking is not None:
            _, late = await asyncio.wait({self._looking}, timeout=PATIENCE)
            if late:
                return "database_away"
        return self._seen

    async def close(self) -> None:
        """Give up a look that is under way."""
        if self._looking is not None:
            self._looking.cancel()
            with suppress(asyncio.CancelledError):
                await self._looking

    async def _look(self) -> None:
        try:
            self._seen = await self._read()
        except DatabaseAwayError:
            self._seen = "database_away"
        except DBAPIError:
            self._seen = "schema"  # the statement does not fit the tables
        finally:
            self._until = self._clock.monotonic() + FRESH
            self._looking = None

    async def _read(self) -> Figures:
        [row] = await self._store.run("metrics_state", {"action": ACTION, "patience": GRANTS})
        counts = await self._store.run("metrics_jobs", {})
        return Figures(
            dict.fromkeys(JobStatus, 0) | {JobStatus(r.status): r.jobs for r in counts},
            row.revision,
            max(0, row.oldest_pending_s),
            row.workers,
            row.permits,
            row.effective,
            orjson.loads(row.paused),
            row.all_paused,
            row.starved,
        )
