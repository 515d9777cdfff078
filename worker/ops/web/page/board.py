"""What the pages read of the database: each look serves everybody for a while, however many ask."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from worker.clock import Clock
from worker.database import speaking_of_the_database
from worker.errors import DatabaseAwayError

Fault: TypeAlias = Literal["away", "schema"]
Read: TypeAlias = Callable[[AsyncEngine], Awaitable[object]]
_NO_SCHEMA: Final = "3F000"  # SQLSTATE: where a statement first names a function of it
PATIENCE: Final = 4.0  # s; above the statements' own time limit
SHARE: Final = 20  # a look is repeated after this many times its own duration at the earliest


@dataclass(frozen=True, slots=True)
class Topic:
    """A kind of look.

    Attributes:
        name: In addresses and events.
        period: Seconds for which one look serves everybody.
        read: Runs one statement.
    """

    name: str
    period: float
    read: Read


@dataclass
class _Seen:
    value: object = None
    fault: Fault | None = "away"
    until: float = float("-inf")
    version: int = 0
    looking: asyncio.Task[None] | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen last, or why nothing was; `version` rises with each look."""

    value: object
    fault: Fault | None
    version: int


class Board:
    """The looks of a process."""

    def __init__(self, engine: AsyncEngine, clock: Clock, topics: Mapping[str, Topic]) -> None:
        self._engine = engine
        self._clock = clock
        self.topics = topics
        self._seen = {name: _Seen() for name in topics}

    def due(self, name: str) -> float:
        """Return for how many seconds a look has been out of date; below zero it still serves."""
        return self._clock.monotonic() - self._seen[name].until

    def last(self, name: str) -> Look:
        """Return what was seen last, however old."""
        seen = self._seen[name]
        return Look(seen.value, seen.fault, seen.version)

    async def read(self, name: str) -> Look:
        """Return a look that still serves; whoever comes while one is under way waits for it."""
        seen = self._seen[name]
        if seen.looking is None and self.due(name) >= 0:
            seen.looking = asyncio.create_task(self._look(name, seen), name=f"look {name}")
        if seen.looking is not None:
            _, late = await asyncio.wait({seen.looking}, timeout=PATIENCE)
            if late:
                return Look(None, "away", seen.version)
        return self.last(name)

    async def close(self) -> None:
        """Give up the looks that are under way."""
        for looking in [seen.looking for seen in self._seen.values() if seen.looking]:
            looking.cancel()
            with suppress(asyncio.CancelledError):
                await looking

    async def _look(self, name: str, seen: _Seen) -> None:
        topic, started = self.topics[name], self._clock.monotonic()
        try:
            with speaking_of_the_database():
                seen.value, seen.fault = await topic.read(self._engine), None
        except DatabaseAwayError as away:
            seen.fault = "schema" if away.sqlstate == _NO_SCHEMA else "away"
        except DBAPIError:
            seen.fault = "schema"  # the statement does not fit the tables
        finally:
            now = self._clock.monotonic()
            seen.until = now + max(topic.period, SHARE * (now - started))
            seen.version += 1
            seen.looking = None
