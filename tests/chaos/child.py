"""A process that may be hurt: killed, stopped, gone on; it never outlives the campaign."""

import asyncio
import ctypes
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
LOOK: Final = 0.01  # s between two looks at a process that is no help
_PR_SET_PDEATHSIG: Final = 1
_PATIENCE: Final = 30.0


class Child:
    """A running process; its stderr goes to a file of its own."""

    def __init__(self, process: Process, log: Path) -> None:
        self.process = process
        self.pid = process.pid
        self.log = log

    @property
    def alive(self) -> bool:
        """Tell whether it runs, stopped or not."""
        return self.process.returncode is None

    @property
    def stopped(self) -> bool:
        """Tell whether it stands still by a signal."""
        try:
            stat = Path("/proc", str(self.pid), "stat").read_text()
        except (FileNotFoundError, ProcessLookupError):
            return False
        return stat.rpartition(")")[2].split()[0] == "T"

    def send(self, number: signal.Signals) -> None:
        """Send a signal, unless it has ended."""
        if self.alive:
            with suppress(ProcessLookupError):
                self.process.send_signal(number)

    async def kill(self) -> None:
        """End it without a word, and wait until it is gone."""
        self.send(signal.SIGKILL)
        await self.process.wait()

    async def end(self) -> int:
        """Ask it to stop, wait, and tell its exit code; what does not obey is killed."""
        self.send(signal.SIGCONT)
        self.send(signal.SIGTERM)
        try:
            async with asyncio.timeout(_PATIENCE):
                return await self.process.wait()
        except TimeoutError:
            await self.kill()
            return -signal.SIGKILL

    async def said(self, word: str, times: int = 1) -> bool:
        """Wait until its log holds the word so often; False if it ended before."""
        while self.log.read_bytes().count(word.encode()) < times:
            if not self.alive:
                return False
            await asyncio.sleep(LOOK)
        return True

    async def halted(self) -> bool:
        """Wait until it stands still; False if it ended instead."""
        while not self.stopped:
            if not self.alive:
                return False
            await asyncio.sleep(LOOK)
        return True


async def start(
    module: Sequence[str], environ: Mapping[str, str], log: Path, *prefix: str, speaks: bool = False
) -> Child:
    """Run `python -m module…` with this environment and nothing of the caller's."""
    parent = os.getpid()

    def die_with_parent() -> None:
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)

    with log.open("wb") as stderr:
        process = await asyncio.create_subprocess_exec(
            *(*prefix, sys.executable, "-m", *module),
            stdin=DEVNULL,
            stdout=PIPE if speaks else DEVNULL,
            stderr=stderr,
            cwd=ROOT,
            env={"PATH": os.defpath, **environ},
            start_new_session=True,
            preexec_fn=die_with_parent,
        )
    return Child(process, log)
