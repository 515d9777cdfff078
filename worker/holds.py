"""Batches that an operator holds: their rows leave the line, and return to their places when they are released."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from worker.store import Store

STEP: Final = 5_000
STEPS: Final = 10


@dataclass(frozen=True, slots=True)
class Held:
    """A batch whose rows wait outside the line; without `since` it was released, and they are on their way back."""

    batch: str
    since: datetime | None
    reason: str | None


class Holds:
    """What workers do about held batches, besides never beginning their rows."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def settle(self) -> None:
        """Put back what is released and take out what is held, in steps, so that no other statement waits for long."""
        for name in ("put_back", "hold_back"):
            for _ in range(STEPS):
                if await self._step(name) < STEP:
                    break

    async def waiting(self) -> list[Held]:
        """Return the batches with rows outside the line, those that are on their way back first."""
        return [Held(*row) for row in await self._store.run("held_waiting", {})]

    async def _step(self, name: str) -> int:
        [row] = await self._store.run(name, {"n": STEP})
        return int(row.n)
