"""The only place that reads a clock of this machine."""

import asyncio
import time
from typing import Protocol


class Clock(Protocol):
    """What the runtime asks of time; tests may hand in another."""

    def monotonic(self) -> float:
        """Return seconds since an arbitrary start; never goes back."""

    def wall(self) -> float:
        """Return seconds since the Unix epoch by this machine's clock."""

    async def sleep_until(self, instant: float) -> None:
        """Return as soon as `monotonic()` has reached `instant`."""


class SystemClock:
    """The machine's own clock."""

    def monotonic(self) -> float:
        """Return the system's monotonic seconds."""
        return time.monotonic()

    def wall(self) -> float:
        """Return the system's epoch seconds."""
        return time.time()  # noqa: TID251 - this is the one place that may ask

    async def sleep_until(self, instant: float) -> None:
        """Sleep on the event loop until the monotonic instant."""
        await asyncio.sleep(max(instant - self.monotonic(), 0))


class ServerTime:
    """Translates the database's instants into this process's monotonic ones.

    Each exchange that carries the server's clock bounds the offset by its round trip; the shortest round
    trip of the last `window` exchanges is believed (Cristian's algorithm).
    """

    def __init__(self, window: int = 64) -> None:
        self._window = window
        self._samples: list[tuple[float, float]] = []

    def observe(self, server: float, sent: float, received: float) -> None:
        """Take one exchange: server epoch seconds, and the local monotonic ones around it."""
        self._samples.append((received - sent, (sent + received) / 2 - server))
        del self._samples[: -self._window]

    def to_monotonic(self, server: float) -> float:
        """Return the local monotonic instant of a server epoch instant.

        Raises:
            ValueError: before the first `observe`.
        """
        _, offset = min(self._samples)
        return server + offset
