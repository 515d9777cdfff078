"""Where calls wait: for seconds, until released, or until the server stops."""

import asyncio


class Gate:
    """Holds calls, and lets a test see and end the waiting."""

    def __init__(self) -> None:
        self.held = 0
        self.stopping = False
        self._changed = asyncio.Condition()
        self._opened = asyncio.Event()

    async def hold(self, seconds: float | None) -> None:
        """Wait for seconds (None: without end) unless released earlier."""
        if self.stopping:
            return
        opened = self._opened
        await self._count(1)
        try:
            async with asyncio.timeout(seconds):
                await opened.wait()
        except TimeoutError:
            return
        finally:
            await self._count(-1)

    async def _count(self, change: int) -> None:
        async with self._changed:
            self.held += change
            self._changed.notify_all()

    async def occupied(self, calls: int = 1) -> None:
        """Return as soon as so many calls are being held."""
        async with self._changed:
            await self._changed.wait_for(lambda: self.held >= calls)

    def release(self) -> None:
        """Let everything go on that waits now."""
        self._opened.set()
        self._opened = asyncio.Event()

    def stop(self) -> None:
        """Let everything go on, and hold nothing from now on."""
        self.stopping = True
        self.release()
