"""Workers as processes that come, are hurt, and are replaced."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from tests.bench.place import DEFAULTS, Place, Settings


class Crew:
    """A number of workers of one place."""

    def __init__(
        self, here: Place, stack: AsyncExitStack, endpoint: str, settings: Settings
    ) -> None:
        self.processes: list[asyncio.subprocess.Process] = []
        self.killed = 0
        self._here = here
        self._stack = stack
        self._endpoint = endpoint
        self._settings = settings

    async def add(self) -> None:
        """Start one more."""
        worker = self._here.worker(endpoint=self._endpoint, settings=self._settings)
        self.processes.append(await self._stack.enter_async_context(worker))

    async def kill(self, index: int) -> None:
        """SIGKILL one, and start another in its stead."""
        victim = self.processes.pop(index)
        victim.kill()
        await victim.wait()
        self.killed += 1
        await self.add()

    async def freeze(self, index: int, seconds: float) -> None:
        """SIGSTOP one for so long."""
        victim = self.processes[index]
        victim.send_signal(signal.SIGSTOP)
        try:
            await asyncio.sleep(seconds)
        finally:
            victim.send_signal(signal.SIGCONT)


@asynccontextmanager
async def crew(
    here: Place, size: int, *, endpoint: str = "", settings: Settings = DEFAULTS
) -> AsyncIterator[Crew]:
    """Run so many workers; they all are at work when the block begins."""
    async with AsyncExitStack() as stack:
        workers = Crew(here, stack, endpoint, settings)
        for _ in range(size):
            await workers.add()
        await here.at_work(size)
        yield workers
