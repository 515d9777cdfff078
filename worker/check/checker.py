"""Keeps a checker process at work while rows wait for their check; whatever becomes of it, the worker goes on.

A checker that dies is started again, later each time. The rows that it held are then taken one by one, and the one
over which it dies again is refused unseen: it was the cause twice, the second time alone.
"""

import asyncio
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Final

from worker import events
from worker.check.messages import Away, Done, Held, Key, Order, Written, order_line, told_by
from worker.errors import DatabaseAwayError
from worker.settings import Settings
from worker.store import Store
from worker.wake import Wake

COMMAND: Final = (sys.executable, "-P", "-m", "worker.check")
POLL: Final = 2.0
BETWEEN: Final = 0.1  # s at least between two looks, however often the bell rings
TURN: Final = 5.0
IDLE: Final = 15  # looks in vain after which the process is let go
FIRST_DELAY, LONGEST_DELAY = 0.5, 60.0
SECRETS: Final = ("TENCENTCLOUD_", "FLOWGROUP_HTTP_")


class Checker:
    """The checker of one worker: a process while there is work, none otherwise.

    The settings name the database by its URL, and the files that rows may refer to.
    """

    def __init__(
        self,
        settings: Settings,
        worker: str,
        *,
        store: Store,
        wake: Wake,
        listener: events.Listener,
        command: Sequence[str] = COMMAND,
    ) -> None:
        root = settings.files_root
        self._store = store
        self._wake = wake
        self._listener = listener
        self._order = Order(settings.database_url, worker, str(root) if root else None)
        self._command = command
        self._process: Process | None = None
        self._held: list[Key] = []
        self._suspects: list[Key] = []
        self._blamed: list[Key] = []
        self._delay = 0.0

    async def run(self) -> None:
        """Look for rows to check, for ever."""
        idle = 0
        try:
            while True:
                heard = self._wake.rings
                worked = await self.look()
                idle = 0 if worked else idle + 1
                if idle == IDLE:
                    await self._end()
                await asyncio.sleep(max(self._delay, BETWEEN))
                await self._wake.wait(POLL, heard)
        finally:
            await asyncio.shield(self._end())

    async def look(self) -> bool:
        """Have the rows that wait checked, if it is this worker's turn; return whether there were any."""
        try:
            turn = {"worker": self._order.worker, "turn_s": TURN}
            if not await self._store.run("check_turn", turn):
                return False
        except DatabaseAwayError as error:
            self._listener(events.DatabaseAway("check", error.kind, error.sqlstate))
            return False
        try:
            await self._round(self._process or await self._start())
        except (OSError, ValueError, KeyError, TypeError) as error:  # it does not start, or babbles
            await self._end()
            self._lost(type(error).__name__)
        return True

    async def _start(self) -> Process:
        environ = {name: v for name, v in os.environ.items() if not name.startswith(SECRETS)}
        self._process = process = await asyncio.create_subprocess_exec(
            *self._command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, env=environ
        )
        order = replace(self._order, singly=len(self._suspects), blamed=self._blamed)
        self._send(process, order_line(order))
        return process

    async def _round(self, process: Process) -> None:
        self._send(process, b"\n")
        if process.stdout is not None:
            async for line in process.stdout:
                match told_by(line):
                    case Held(rows):
                        self._held = [(row, version) for row, version in rows]
                    case Written(jobs, invalid):
                        self._held = []
                        self._delay = 0
                        self._listener(events.Checked(jobs, invalid))
                    case Away(kind, sqlstate):
                        self._listener(events.DatabaseAway("check", kind, sqlstate))
                    case Done():
                        return
        code = await process.wait()
        self._process = None
        self._lost(f"exit code {code}")

    def _lost(self, why: str) -> None:
        if len(self._held) == 1 and self._held[0] in self._suspects:
            self._blamed += self._held
        self._suspects = self._held
        self._delay = min(max(2 * self._delay, FIRST_DELAY), LONGEST_DELAY)
        self._listener(events.CheckerLost(why, len(self._held)))

    @staticmethod
    def _send(process: Process, line: bytes) -> None:
        if process.stdin is not None:
            process.stdin.write(line)

    async def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
