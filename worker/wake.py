"""Listens for NOTIFY, so that an insert wakes the worker at once; polling remains the fallback."""

import asyncio
from contextlib import suppress
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
REST = 0.2  # s between two looks that rings call for: each ring may be for others
DEAF = 600.0  # s until the next try where none comes
_CALL = text("SELECT pg_notify(:channel, '')")
UNHEARD = both(
    "no notification arrives, as behind a pooler that lends its servers by transaction: "
    "new rows are found by a look a second",
    "收不到数据库通知（例如经由事务模式的连接池）：改为每秒查询一次新行",
)


class Bell:
    """What somebody waits for who may rest between two looks."""

    def __init__(self) -> None:
        self.rings = 0
        self._waiting: set[asyncio.Event] = set()
        self._loud = asyncio.Event()

    def ring(self, *, loud: bool = False) -> None:
        """Wake everybody who waits; after a loud ring nobody rests any more."""
        self.rings += 1
        if loud:
            self._loud.set()
        for waiting in self._waiting:
            waiting.set()

    async def wait(self, at_most: float, heard: int | None = None, *, rest: float = 0.0) -> None:
        """Return at the next ring after the first `heard` ones, or after `at_most` seconds; not before `rest`."""
        heard = self.rings if heard is None else heard
        with suppress(TimeoutError):
            async with asyncio.timeout(at_most):
                await self._rest(rest)
                await self._rung(heard)

    async def _rest(self, seconds: float) -> None:
        if seconds > 0:
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await self._loud.wait()

    async def _rung(self, heard: int) -> None:
        if heard != self.rings:
            return
        ring = asyncio.Event()
        self._waiting.add(ring)
        try:
            await ring.wait()
        finally:
            self._waiting.discard(ring)


class Wake(Bell):
    """A bell that the database rings for everybody."""

    def __init__(self, engine: AsyncEngine, listener: Listener, rng: Random) -> None:
        super().__init__()
        self._engine = engine
        self._listener = listener
        self._rng = rng
        self._bells: list[Bell] = []
        self._polls = False

    def bell(self) -> Bell:
        """Make a bell for some: it rings with this one, and alone for what is only theirs."""
        bell = Bell()
        self._bells.append(bell)
        return bell

    def ring(self, *, loud: bool = False) -> None:
        """Wake everybody who waits for this bell or for one of those made here."""
        super().ring(loud=loud)
        for bell in self._bells:
            bell.ring(loud=loud)

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
