"""The rows that somebody looks at: one look a second at all of them, and each row's story read once for all."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Final, TypeAlias

from sqlalchemy import RowMapping
from sqlalchemy.ext.asyncio import AsyncEngine

from worker.clock import Clock
from worker.ops.jobs.query import read_rows
from worker.ops.web.page.board import Topic
from worker.ops.web.page.live import BEAT

NAME: Final = "rows"
KEPT: Final = 32
AGES: Final = 15.0  # s after which ages, and reasons that lie outside a row, are told anew
Rows: TypeAlias = Mapping[int, RowMapping]


class Watched:
    """The ids that streams are open for, and the stories that they were sent last."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._ids: Counter[int] = Counter()
        self._turn = asyncio.Lock()
        self._next = float("-inf")
        self._told: dict[object, str] = {}

    @property
    def age(self) -> int:
        """A number that changes whenever rows are to be told anew, changed or not."""
        return int(self._clock.monotonic() // AGES)

    @property
    def topic(self) -> Topic:
        """The look at them, for the board."""
        return Topic(NAME, BEAT, self._read)

    @contextmanager
    def watching(self, ids: Sequence[int]) -> Iterator[None]:
        """Have these looked at too meanwhile."""
        self._ids.update(ids)
        try:
            yield
        finally:
            self._ids -= Counter(ids)

    async def told(self, key: object, read: Callable[[], Awaitable[str]]) -> str:
        """Return the text of this key; what nobody has read yet is read, one text a second at most."""
        async with self._turn:
            if key not in self._told:
                await self._clock.sleep_until(self._next)
                self._next = self._clock.monotonic() + BEAT
                self._told[key] = await read()
                while len(self._told) > KEPT:
                    del self._told[next(iter(self._told))]
            return self._told[key]

    async def _read(self, engine: AsyncEngine) -> Rows:
        return {row["id"]: row for row in await read_rows(engine, list(self._ids))}
