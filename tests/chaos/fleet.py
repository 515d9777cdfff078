"""Workers that are hurt and replaced, and the record of what was done to whom."""

import asyncio
import signal
from collections.abc import Mapping
from random import Random

from tests.chaos.causes import Injury
from tests.chaos.child import Child
from tests.chaos.lab import PRODUCT, Lab
from worker.clock import SystemClock


class Fleet:
    """A fixed number of workers; whoever is killed is started again."""

    def __init__(
        self,
        lab: Lab,
        size: int,
        settings: Mapping[str, object],
        module: tuple[str, ...] = PRODUCT,
    ) -> None:
        self.injuries: list[Injury] = []
        self._lab = lab
        self._size = size
        self._module = module
        self._settings = settings
        self._workers: list[Child] = []
        self._frozen: set[asyncio.Task[None]] = set()
        self._clock = SystemClock()

    async def start(self) -> None:
        """Bring all up."""
        for _ in range(self._size):
            self._workers.append(await self._one())
        await self.ready()

    async def kill(self, draw: Random) -> None:
        """SIGKILL a worker that works or stands still, and start another."""
        victim = await self._victim(draw, running=False)
        since = self._clock.wall()
        await victim.kill()
        self.injuries.append(Injury("SIGKILL", victim.pid, since, self._clock.wall()))
        self._workers[self._workers.index(victim)] = await self._one()

    async def freeze(self, draw: Random, seconds: float) -> None:
        """SIGSTOP a worker that works; it goes on after so many seconds."""
        victim = await self._victim(draw, running=True)
        victim.send(signal.SIGSTOP)
        task = asyncio.create_task(self._thaw(victim, seconds), name=f"thaw-{victim.pid}")
        self._frozen.add(task)
        task.add_done_callback(self._frozen.discard)

    async def crash_database(self) -> None:
        """Restart the server as if it had crashed."""
        since = self._clock.wall()
        await asyncio.to_thread(self._lab.server.restart, "immediate")
        self.injuries.append(Injury("restart", 0, since, self._clock.wall()))

    async def ready(self) -> None:
        """Wait until everybody works."""
        await asyncio.gather(*(worker.said("worker_started") for worker in self._workers))

    async def thawed(self) -> None:
        """Wait until nobody stands still any more."""
        if self._frozen:
            await asyncio.wait(set(self._frozen))

    @property
    def alive(self) -> int:
        """Count those that run."""
        return sum(worker.alive for worker in self._workers)

    def count(self, kind: str) -> int:
        """Count what was done."""
        return sum(injury.kind == kind for injury in self.injuries)

    async def _thaw(self, victim: Child, seconds: float) -> None:
        since = self._clock.wall()
        await asyncio.sleep(seconds)
        victim.send(signal.SIGCONT)
        self.injuries.append(Injury("SIGSTOP", victim.pid, since, self._clock.wall()))

    async def _one(self) -> Child:
        return await self._lab.worker(self._module, settings=self._settings)

    async def _victim(self, draw: Random, *, running: bool) -> Child:
        """Draw among those that have begun to work; replace what ended by itself meanwhile."""
        while True:
            for index, worker in enumerate(self._workers):
                if not worker.alive:
                    self._workers[index] = await self._one()
            victim = draw.choice(self._workers)
            if await victim.said("worker_started") and not (running and victim.stopped):
                return victim
            await asyncio.sleep(0)
