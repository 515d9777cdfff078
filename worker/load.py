"""What a dispatcher carries: calls and their bodies in flight, within what memory may hold."""

import asyncio

BYTES = 16 * 1024 * 1024


class Load:
    """Counts calls and body bytes in flight; says how many more rows may be begun at once."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._calls: dict[asyncio.Task[None], int] = {}
        self._bytes = 0
        self._usual = 0.0
        self._ended = asyncio.Event()

    def __len__(self) -> int:
        """Return the calls in flight."""
        return len(self._calls)

    @property
    def room(self) -> int:
        """How many more rows fit, if they are as large as the last ones; one always fits into an empty load."""
        by_bytes = (BYTES - self._bytes) / self._usual if self._usual else self._most
        room = min(self._most - len(self._calls), int(by_bytes))
        return room if self._calls else max(room, 1)

    async def has_room(self, wanted: int = 1) -> None:
        """Wait until another row fits; where many leave at once, until `wanted` fit, or a quarter of all."""
        fits = min(self._most, int(BYTES / self._usual)) if self._usual else self._most
        while self.room < max(1, min(wanted, fits // 4)):
            self._ended.clear()
            await self._ended.wait()

    def add(self, task: asyncio.Task[None], size: int) -> None:
        """Carry a call with a body of so many bytes until its task ends."""
        self._calls[task] = size
        self._bytes += size
        self._usual = max(size, 0.9 * self._usual)
        task.add_done_callback(self.drop)

    async def gone(self) -> None:
        """Wait until nothing is carried any more."""
        while self._calls:
            self._ended.clear()
            await self._ended.wait()

    def drop(self, task: asyncio.Task[None]) -> None:
        """Stop carrying a call: it ended, or it only waits for a late answer."""
        self._bytes -= self._calls.pop(task, 0)
        self._ended.set()
