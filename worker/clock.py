"""The only place that reads a clock of this machine."""

import asyncio
import time
from typing import Final, Protocol

SAME: Final = 0.001  # s by which two exchanges may disagree while both clocks run on
EARLY: Final = 0.002  # s; an event loop wakes 1 ms late in the middle and 2 ms now and then
REST: Final = 10  # times as long as the loop last stood still, until it may again


class Clock(Protocol):
    """What the runtime asks of time; tests may hand in another."""

    def monotonic(self) -> float:
        """Return seconds since an arbitrary start; never goes back."""

    def wall(self) -> float:
        """Return seconds since the Unix epoch by this machine's clock."""

    async def sleep_until(self, instant: float) -> None:
        """Return as soon as `monotonic()` has reached `instant`."""

    async def meet(self, instant: float) -> None:
        """Do the same, closer to the instant than an event loop's timers come."""


class SystemClock:
    """The machine's own clock."""

    def __init__(self) -> None:
        self._stands_still_from = 0.0

    def monotonic(self) -> float:
        """Return the system's monotonic seconds."""
        return time.monotonic()

    def wall(self) -> float:
        """Return the system's epoch seconds."""
        return time.time()  # noqa: TID251 - this is the one place that may ask

    async def sleep_until(self, instant: float) -> None:
        """Sleep on the event loop until the monotonic instant."""
        await asyncio.sleep(max(instant - self.monotonic(), 0))

    async def meet(self, instant: float) -> None:
        """Sleep on the event loop until just before the instant, then let the loop stand still for the rest.

        A loop's timers count whole milliseconds, and a thread that sleeps is woken at a tenth of one. The loop
        stands still for a tenth of the time at most; whoever asks for more gets the loop's own timers.
        """
        await self.sleep_until(instant - EARLY)
        if self.monotonic() < self._stands_still_from:
            await self.sleep_until(instant)
        self._stand_still(instant)

    def _stand_still(self, instant: float) -> None:
        left = instant - self.monotonic()
        if left > 0:
            self._stands_still_from = instant + REST * left
            time.sleep(left)


class ServerTime:
    """Translates the database's instants into this process's monotonic ones.

    Each exchange that carries the server's clock bounds the offset by its round trip; the shortest round
    trip of the last `window` exchanges is believed (Cristian's algorithm). What was learnt before one of the
    clocks was set, or stood still with its machine, is forgotten with the first exchange after it.
    """

    def __init__(self, window: int = 64) -> None:
        self._window = window
        self._samples: list[tuple[float, float]] = []

    def observe(self, server: float, sent: float, received: float) -> None:
        """Take one exchange: server epoch seconds, and the local monotonic ones around it."""
        trip, offset = received - sent, (sent + received) / 2 - server
        if self._contradicted(trip, offset):
            self._samples.clear()
        self._samples.append((trip, offset))
        del self._samples[: -self._window]

    def _contradicted(self, trip: float, offset: float) -> bool:
        """Say whether no offset agrees with both the believed exchange and this one."""
        if not self._samples:
            return False
        believed_trip, believed = min(self._samples)
        return abs(offset - believed) > (believed_trip + trip) / 2 + SAME

    def to_monotonic(self, server: float) -> float:
        """Return the local monotonic instant of a server epoch instant.

        Raises:
            ValueError: before the first `observe`.
        """
        _, offset = min(self._samples)
        return server + offset
