"""Compares the clocks that matter with the API's: a signature lives 300 seconds, so a clock far off must not sign.

The database's clock gives every signature its time; this machine's own dates the logs that people read beside
the API's. More than 240 seconds off, this worker sends nothing and says so.
"""

import asyncio
from contextlib import suppress

from worker.clock import Clock
from worker.errors import DatabaseAwayError
from worker.store import Store
from worker.tencent.client import TencentClient

TOLERANCE = 240.0
EVERY = 60.0


class ClockGuard:
    """`fault` says in one line which clock is off, None when none is known to be."""

    def __init__(self, client: TencentClient, store: Store, clock: Clock) -> None:
        self.fault: str | None = None
        self._client = client
        self._store = store
        self._clock = clock

    async def run(self) -> None:
        """Compare once a minute, for ever."""
        while True:
            await asyncio.sleep(EVERY)
            await self.compare()

    async def compare(self) -> None:
        """Compare now; where the API or the database does not answer nothing is learnt."""
        api = await self._client.date()
        if api is None:
            return
        with suppress(DatabaseAwayError):
            offs = {
                "The database's clock": await self._store.now() - api,
                "This machine's clock": self._clock.wall() - api,
            }
            faults = [_fault(whose, off) for whose, off in offs.items() if abs(off) > TOLERANCE]
            self.fault = " ".join(faults) or None


def _fault(whose: str, off: float) -> str:
    side = "ahead of" if off > 0 else "behind"
    return (
        f"{whose} is {abs(off):.0f} s {side} the API's: nothing is sent, for signatures live 300 s. "
        "Set it right (NTP); sending goes on by itself within a minute."
    )
