"""Begins whose commit was never confirmed: nothing was sent for them, so what they left behind is taken back.

Each is looked for by its token, until its rows could no longer appear: that time counts from the database's first
answer, for a server that hung may still have the begin before it.
"""

from collections.abc import Collection

from worker.clock import Clock
from worker.records import Report, Unsent
from worker.store import Store


class Withdrawals:
    """The begins that this process looks for, its own and those it adopted."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._until: dict[Unsent, float | None] = {}
        self._kept: set[Unsent] = set()

    def __len__(self) -> int:
        """Count them."""
        return len(self._until)

    @property
    def unkept(self) -> list[Unsent]:
        """Those that are not on the disk yet."""
        return [begin for begin in self._until if begin not in self._kept]

    def add(self, begins: Collection[Unsent], *, kept: bool = False) -> None:
        """Look for them from now on; `kept` says that they are on the disk."""
        self._until |= dict.fromkeys(begins)
        if kept:
            self.keep(begins)

    def keep(self, begins: Collection[Unsent]) -> None:
        """Take note that they are on the disk."""
        self._kept.update(begins)

    async def find(self) -> list[Report]:
        """Return a report for each attempt that they committed all the same; forget what was found or is over."""
        keys = await self._store.withdrawn([begin.token for begin in self._until])
        found, now = {token for *_, token in keys}, self._clock.monotonic()
        for begin, until in list(self._until.items()):
            over = now + begin.within if until is None else until
            self._until[begin] = over
            if over <= now or begin.token in found:
                del self._until[begin]
        self._kept &= self._until.keys()
        return [Report(*key, "not_sent", error_code="Worker.Unsent") for key in keys]
