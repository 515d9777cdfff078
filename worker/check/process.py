"""What the checker process does: take rows, judge them, write the verdicts, until none waits.

It is killed, and started again, over whatever a payload does to it: the worker knows from its pipe which rows it held.
"""

import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import Any, Final

import orjson

from jobs.payload import MOST_BYTES, Fault, fault_of
from worker.check.judge import Judge, Row, verdict
from worker.check.messages import Away, Done, Held, Order, Told, Written, line_of, order_of
from worker.database import WORKER_SESSION, make_engine
from worker.errors import DatabaseAwayError
from worker.files.content import Files
from worker.store import Store

ROWS: Final = 50  # so few that neither their commit nor their turn on a core holds up a begin
ROOM: Final = 512 * 1024  # bytes of stored payloads in one batch
TURN: Final = 5.0  # s; longer than any batch takes but for a hostile one
# A verdict that a crash takes back is given again; flushing each batch would hold up begins.
UNFLUSHED: Final = WORKER_SESSION | {"synchronous_commit": "off"}
PATIENCE: Final = 20.0  # s of processor time for one payload; the worst known takes two


def run() -> None:
    """Work by the orders on stdin, and tell of it on stdout, until stdin ends."""
    asyncio.run(_main())


async def _main() -> None:
    loop, orders = asyncio.get_running_loop(), asyncio.StreamReader()
    protocol = asyncio.StreamReaderProtocol(orders)
    await loop.connect_read_pipe(lambda: protocol, sys.stdin)
    first = await orders.readline()
    if not first:
        return
    order = order_of(first)
    engine = make_engine(order.url, pool_size=1, session=UNFLUSHED)
    checking = Checking(Store(engine), order)
    while await orders.readline():
        await checking.round()
        _tell(Done())
    await engine.dispose()


class Checking:
    """The rounds of one checker."""

    def __init__(self, store: Store, order: Order) -> None:
        self._store = store
        self._worker = order.worker
        self._judge = Judge(Files(Path(order.files_root)) if order.files_root else None)
        self._singly = order.singly
        self._blamed = frozenset(order.blamed)

    async def round(self) -> None:
        """Check until no row waits, or the turn is another's."""
        try:
            while rows := await self._take():
                _tell(Held([row.key for row in rows]))
                self._judge.start()
                verdicts = [verdict(row, self._faults(row)) for row in rows]
                _tell(await self._write(verdicts))
        except DatabaseAwayError as error:
            _tell(Away(error.kind, error.sqlstate))

    async def _take(self) -> list[Row]:
        batch = {"n": 1 if self._singly > 0 else ROWS, "room": ROOM, "most_bytes": MOST_BYTES}
        self._singly -= 1
        turn = {"worker": self._worker, "turn_s": TURN}
        return [Row(*row) for row in await self._store.run("check_take", batch | turn)]

    def _faults(self, row: Row) -> list[Fault]:
        if row.key in self._blamed:
            return [fault_of("too_costly")]
        # The kernel ends a process whose time is up, whatever it hangs in.
        signal.setitimer(signal.ITIMER_VIRTUAL, PATIENCE)
        faults = self._judge.faults(row)
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        return faults

    async def _write(self, verdicts: list[dict[str, Any]]) -> Written:
        told = {"verdicts": orjson.dumps(verdicts).decode()}
        written = await self._store.run("check_write", told)
        return Written(len(written), sum(row.status == "invalid" for row in written))


def _tell(message: Told) -> None:
    os.write(sys.stdout.fileno(), line_of(message))
