"""Listens for NOTIFY, so that an insert wakes the worker at once; polling remains the fallback."""

import asyncio
from random import Random
from typing import Any
from uuid import uuid4

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from worker.bilingual import both
from worker.database import speaking_of_the_database
from worker.errors import DatabaseAwayError
from worker.events import DatabaseAway, Listener, Polling
from worker.pooler import Pooled

CHANNEL = "flowgroup_jobs"
ECHO = 3.0  # s that a notification of our own may take
DEAF = 600.0  # s until the next try where none comes
_CALL = text("SELECT pg_notify(:channel, '')")
UNHEARD = both(
    "no notification arrives, as behind a pooler that lends its servers by transaction: "
    "new rows are found by a look a second",
    "收不到数据库通知（例如经由事务模式的连接池）：改为每秒查询一次新行",
)


class Wake:
    """A bell that the database rings."""

    def __init__(self, engine: AsyncEngine, listener: Listener, rng: Random) -> None:
        self._engine = engine
        self._listener = listener
        self._rng = rng
        self._bells: set[asyncio.Event] = set()
        self.rings = 0
        self._polls = False

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
            await asyncio.sleep(DEAF if self._polls else self._rng.uniform(0.5, 2))

    async def _listen(self) -> None:
        """Listen while the connection lasts, if anything is to be heard; say once that nothing is."""
        lost = asyncio.Event()
        async with self._engine.connect() as connection:
            raw = await connection.get_raw_connection()
            driver = raw.driver_connection
            if driver is None:
                return
            driver.add_termination_listener(lambda _: lost.set())
            try:
                if isinstance(driver, Pooled) and not await echoes(driver, self._engine):
                    self._poll()
                    return
                self._polls = False
                await driver.add_listener(CHANNEL, lambda *_: self.ring())
                self.ring()
                await lost.wait()
            finally:
                await connection.invalidate()

    def _poll(self) -> None:
        if not self._polls:
            self._listener(Polling(UNHEARD))
        self._polls = True


async def echoes(driver: Any, engine: AsyncEngine) -> bool:  # noqa: ANN401 - asyncpg ships no types
    """Return whether the connection hears what another one calls.

    It must be another: what a transaction notifies itself of comes with its own answer, through any pooler.
    """
    channel, echo = f"flowgroup_echo_{uuid4().hex}", asyncio.Event()

    def heard(*_: object) -> None:
        echo.set()

    await driver.add_listener(channel, heard)
    async with engine.connect() as other:
        await other.execute(_CALL, {"channel": channel})
    try:
        async with asyncio.timeout(ECHO):
            await echo.wait()
    except TimeoutError:
        return False
    await driver.remove_listener(channel, heard)
    return True
