"""Time that passes only while everybody sleeps, and clocks over it: hours go by in milliseconds."""

import asyncio
import selectors
from collections.abc import Callable

TURN = 1e-8  # s that a turn of the loop takes: a timer that rings a rounding early must not ring for ever


class _Leaps(selectors.SelectSelector):
    """Waits for nothing; instead the time that it was to wait has passed."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None:
            msg = "everybody waits, and nothing is to come"
            raise RuntimeError(msg)
        self.now += max(timeout, 0) + TURN
        return super().select(0)


class VirtualLoop(asyncio.SelectorEventLoop):
    """An event loop whose timers ring at once, in order, each at its own instant."""

    def __init__(self) -> None:
        self._leaps = _Leaps()
        super().__init__(self._leaps)

    def time(self) -> float:
        """Return the virtual seconds since the start."""
        return self._leaps.now


class VirtualClock:
    """One process's clock: off by its own offset, and late whenever it wakes."""

    def __init__(self, offset: float, late: Callable[[], float]) -> None:
        self._loop = asyncio.get_running_loop()
        self._offset = offset
        self._late = late

    def monotonic(self) -> float:
        """Tell the process's own instant."""
        return self._loop.time() + self._offset

    def wall(self) -> float:
        """Tell the same instant."""
        return self.monotonic()

    async def sleep_until(self, instant: float) -> None:
        """Oversleep the instant."""
        await asyncio.sleep(max(instant - self.monotonic(), 0) + self._late())

    async def meet(self, instant: float) -> None:
        """Oversleep it just the same."""
        await self.sleep_until(instant)
