"""One run of pruning against the database: small steps, each its own transaction, in the order in which rows ended."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncEngine

from worker.ops.ask import ask

_FIRST: Final = datetime(1, 1, 2, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Run:
    """What is to be pruned: rows that ended longer ago than `older`, `told` being how that was typed."""

    older: timedelta
    told: str
    step: int
    reason: str | None


@dataclass(slots=True)
class Done:
    """How far a run is: rows pruned, rows that somebody held, and the moment before which they ended."""

    before: datetime
    rows: int = 0
    held: int = 0


async def count(engine: AsyncEngine, older: timedelta) -> tuple[int, int]:
    """Return how many rows ended longer ago and have their payload, and their contracts."""
    rows = contracts = last = 0
    at = _FIRST
    while found := await ask(
        engine, "prune_count", {"older": older, "last_at": at, "last_id": last}
    ):
        [step] = found
        at, last = step["last_at"], step["last_id"]
        rows += step["rows"]
        contracts += int(step["contracts"])
    return rows, contracts


async def prune(engine: AsyncEngine, run: Run) -> AsyncGenerator[Done]:
    """Prune, and yield at the start and after each step; what was done stays done wherever it ends."""
    opened = {"older": run.older, "told": run.told, "reason": run.reason}
    [entry] = await ask(engine, "prune_open", opened)
    done = Done(entry["before"])
    yield done
    at, last = _FIRST, 0
    while True:
        place = {"before": done.before, "last_at": at, "last_id": last}
        found = await ask(engine, "prune", {**place, "n": run.step, "audit_id": entry["id"]})
        if not found:
            return
        [step] = found
        at, last = step["last_at"], step["last_id"]
        done.rows += step["pruned"]
        done.held += step["held"]
        yield done
