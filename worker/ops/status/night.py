"""What the screen that stays knows: read often what is cheap, and the rest as often as it is cheap."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncEngine

from jobs.model import JobStatus
from worker.clock import Clock, SystemClock
from worker.ops.ask import ask
from worker.ops.batch.query import read_batches
from worker.ops.batch.records import Progress
from worker.ops.language import Language, meaning
from worker.ops.quota.query import read_quotas
from worker.ops.quota.records import Quota
from worker.ops.status.binds import binding, next_step
from worker.ops.status.phrases import words
from worker.ops.status.query import (
    Pace,
    doubled,
    doubtful,
    ends,
    figures,
    read_holds,
    read_pace,
    read_waiting,
)
from worker.ops.status.records import CodeCount, Status, Waiting
from worker.ops.status.strip import SPAN

HISTORY: Final = 1_200.0  # s of calls that a wide screen shows
_TONIGHT: Final = 86_400.0
_AGAIN: Final = 3 * SPAN
_SHARE: Final = 20  # what took a second to count is counted again after twenty


@dataclass(frozen=True, slots=True)
class Counted:
    """What takes long where there are millions of rows; `took` seconds of the database, done at `at`."""

    batches: list[Progress]
    errors: list[CodeCount]
    waiting: list[Waiting]
    quotas: list[Quota]
    took: float
    at: float


@dataclass(frozen=True, slots=True)
class Night:
    """One look: the status, its batches, and the calls by spans of `strip.SPAN` seconds."""

    status: Status
    batches: list[Progress]
    spans: Mapping[int, tuple[int, int]] = field(default_factory=dict)


class Watcher:
    """Looks again and again; keeps the strip's past, and what was counted last."""

    def __init__(
        self,
        engine: AsyncEngine,
        batch: str | None,
        *,
        rate_limit: float,
        lang: Language,
        clock: Clock | None = None,
    ) -> None:
        self._engine = engine
        self._batch = batch
        self._rate_limit = rate_limit
        self._lang: Language = lang
        self._monotonic = (clock or SystemClock()).monotonic
        self._spans: dict[int, tuple[int, int]] = {}
        self._counted: Counted | None = None

    async def look(self) -> Night:
        """Read the tables once; the database's errors pass through."""
        pace = await read_pace(self._engine, self._batch, self._rate_limit)
        counted = await self._count(pace.at)
        await self._calls(pace.at)
        status = await self._status(counted, pace)
        return Night(status, counted.batches, dict(self._spans))

    async def _count(self, at: datetime) -> Counted:
        known, started = self._counted, self._monotonic()
        if known is not None and started < known.at + _SHARE * known.took:
            return known
        of_batch = {"batch": self._batch}
        batches = await read_batches(self._engine, self._batch)
        if self._batch is None:
            batches = [batch for batch in batches if _of_tonight(batch, at)]
        errors = [
            CodeCount(**row, meaning=meaning(row["code"], self._lang))
            for row in await ask(self._engine, "watch_errors", {**of_batch, "since_s": HISTORY})
        ]
        waiting = await read_waiting(self._engine, self._batch, self._lang)
        quotas = await read_quotas(self._engine)
        ended = self._monotonic()
        self._counted = Counted(batches, errors, waiting, quotas, ended - started, ended)
        return self._counted

    async def _calls(self, at: datetime) -> None:
        since = _AGAIN if self._spans else HISTORY
        rows = await ask(self._engine, "watch_rate", {"span_s": SPAN, "since_s": since})
        first = int((at.timestamp() - since) // SPAN) + 1
        fresh = {row["span"]: (row["calls"], row["throttled"]) for row in rows}
        self._spans.update({n: found for n, found in fresh.items() if n >= first})
        oldest = int((at.timestamp() - HISTORY) // SPAN)
        self._spans = {n: found for n, found in self._spans.items() if n >= oldest}

    async def _status(self, counted: Counted, pace: Pace) -> Status:
        pauses, workers = await read_holds(self._engine, self._lang)
        twice = await ask(self._engine, "status_second_groups", {"batch": self._batch})
        doubts = await ask(self._engine, "status_in_doubt", {"batch": self._batch})
        jobs = {s.value: sum(getattr(b, s.value) for b in counted.batches) for s in JobStatus}
        say = words(self._lang)
        binds, because = binding(
            jobs,
            counted.waiting,
            pauses,
            workers,
            limits=pace.limits,
            rate=pace.last_10_s,
            limit=pace.effective,
            at=pace.at,
            say=say,
        )
        return Status(
            **figures(pace),
            **ends(jobs["pending"] - sum(line.held for line in counted.waiting), pace),
            batch=self._batch,
            jobs=jobs,
            contracts_issued=sum(batch.contracts_issued for batch in counted.batches),
            binds=binds,
            binds_because=because,
            next_step=next_step(binds, jobs, pauses, say, twice=bool(twice)),
            errors=counted.errors,
            pauses=pauses,
            in_doubt=doubtful(doubts),
            created_twice=doubled(twice),
            created_twice_rows=twice[0]["rows"] if twice else 0,
            waiting=counted.waiting,
            workers=workers,
            quotas=counted.quotas,
        )


def _of_tonight(batch: Progress, at: datetime) -> bool:
    open_ = batch.calls_left + batch.sending > 0 or batch.held_since is not None
    ended = batch.last_finished_at
    return open_ or (ended is not None and (at - ended).total_seconds() < _TONIGHT)
