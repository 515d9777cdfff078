"""Listens for NOTIFY, so that an insert wakes the worker at once; polling remains the fallback."""

import asyncio
from random import Random

from sqlalchemy.ext.asyncio import AsyncEngine

from worker.database import speaking_of_the_database
from worker.errors import DatabaseAwayError
from worker.events import DatabaseAway, Listener

CHANNEL = "flowgroup_jobs"


class Wake:
    """A bell that the database rings."""

    def __init__(self, engine: AsyncEngine, listener: Listener, rng: Random) -> None:
        self._engine = engine
        self._listener = listener
        self._rng = rng
        self._bells: set[asyncio.Event] = set()
        self.rings = 0

    def ring(self) -> None:
        """Wake everybody who waits."""
        self.rings += 1
        for bell in self._bells:
            bell.set()

    async def wait(self, at_most: float, heard: int | None = None) -> None:
        """Return at the next ring after the first `heard` ones, or after `at_most` seconds."""
        if heard is not None and heard != self.rings:
            return
        bell = asyncio.Event()
        self._bells.add(bell)
        try:
            async with asyncio.timeout(at_most):
                await bell.wait()
        except TimeoutError:
            pass
        finally:
            self._bells.discard(bell)

    async def run(self) -> None:
        """Listen for ever; a lost connection is made again."""
        while True:
            try:
                with speaking_of_the_database():
                    await self._listen()
            except DatabaseAwayError as error:
                self._listener(DatabaseAway("listen", error.kind, error.sqlstate))
            await asyncio.sleep(self._rng.uniform(0.5, 2))

    async def _listen(self) -> None:
        lost = asyncio.Event()
        async with self._engine.connect() as connection:
            raw = await connection.get_raw_connection()
            driver = raw.driver_connection
            if driver is None:
                return
            driver.add_termination_listener(lambda _: lost.set())
            await driver.add_listener(CHANNEL, lambda *_: self.ring())
            self.ring()
            try:
                await lost.wait()
            finally:
                await connection.invalidate()
