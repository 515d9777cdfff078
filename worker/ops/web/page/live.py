"""One stream for all who watch: at most one statement a second, however many they are, and none for nobody."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Final

from worker.clock import Clock
from worker.ops.web.page.board import Board

BEAT: Final = 1.0  # s


class Live:
    """Looks at what is watched, the most overdue first, and wakes its watchers."""

    def __init__(self, board: Board, clock: Clock) -> None:
        self._board = board
        self._clock = clock
        self._watched: Counter[str] = Counter()
        self._changed = asyncio.Condition()
        self._beating: asyncio.Task[None] | None = None
        self._closed = False

    @property
    def closed(self) -> bool:
        """Whether the process is about to end."""
        return self._closed

    @contextmanager
    def watching(self, *names: str) -> Iterator[None]:
        """Keep these looks fresh meanwhile."""
        self._watched.update(names)
        if self._beating is None or self._beating.done():
            self._beating = asyncio.create_task(self._beat(), name="live")
        try:
            yield
        finally:
            self._watched.subtract(names)

    async def changed(self, seconds: float, fresh: Callable[[], bool]) -> None:
        """Wait until a look was taken that is fresh to the caller, this long at most."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds), self._changed:
                await self._changed.wait_for(lambda: self._closed or fresh())

    async def close(self) -> None:
        """Send everybody home."""
        self._closed = True
        async with self._changed:
            self._changed.notify_all()
        if self._beating is not None:
            self._beating.cancel()
            with suppress(asyncio.CancelledError):
                await self._beating

    async def _beat(self) -> None:
        while names := [name for name, n in self._watched.items() if n > 0]:
            started = self._clock.monotonic()
            name = max(names, key=self._board.due)
            if self._board.due(name) >= 0:
                await self._board.read(name)
                async with self._changed:
                    self._changed.notify_all()
            await self._clock.sleep_until(started + BEAT)
