"""The demo's processes: they see nothing of the caller's environment and die with the demo."""

import asyncio
import ctypes
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Final

from worker.bilingual import both
from worker.errors import FlowgroupError
from worker.ops.demo.folder import DemoFolder

_PR_SET_PDEATHSIG: Final = 1
_PATIENCE: Final = 5.0  # s for a graceful end
_INHERITED: Final = ("PATH", "LANG", "LC_ALL", "TZ", "TMPDIR", "SYSTEMROOT")


class Child:
    """A `flowgroup` command of the demo."""

    def __init__(self, name: str, process: Process, log: Path) -> None:
        self.name = name
        self.process = process
        self._log = log

    async def line(self) -> str:
        """Return the next line of its output.

        Raises:
            FlowgroupError: it ended instead.
        """
        if self.process.stdout is not None and (raw := await self.process.stdout.readline()):
            return raw.decode().rstrip("\n")
        await self.process.wait()
        raise self.failure()

    async def succeed(self) -> None:
        """Wait for its end.

        Raises:
            FlowgroupError: it failed.
        """
        if await self.process.wait() != 0:
            raise self.failure()

    def failure(self) -> FlowgroupError:
        """Return its last words as an error."""
        words = self._log.read_text(errors="replace").strip().splitlines()
        last = words[-1].removeprefix("flowgroup: ") if words else ""
        code, log = self.process.returncode, self._log
        msg = both(
            f"The demo's {self.name} ended ({code}): {last or 'it said nothing'} (log: {log})",
            f"演示的 {self.name} 已退出（{code}）：{last or '没有任何输出'}（日志：{log}）",
        )
        return FlowgroupError(msg)


@asynccontextmanager
async def child(
    name: str, folder: DemoFolder, environ: Mapping[str, str], *arguments: str
) -> AsyncIterator[Child]:
    """Run `flowgroup <arguments>` for as long as the block lasts; then end it, gracefully at first."""
    log = folder.logs / f"{name}.log"
    inherited = {key: os.environ[key] for key in _INHERITED if key in os.environ}
    parent = os.getpid()

    def die_with_parent() -> None:
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
            if os.getppid() != parent:
                os._exit(1)

    with log.open("wb") as stderr:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-P",
            "-m",
            "worker",
            *arguments,
            stdin=DEVNULL,
            stdout=PIPE,
            stderr=stderr,
            cwd=folder.path,
            env={**inherited, "HOME": str(folder.home), **environ},
            start_new_session=True,  # Ctrl-C is the demo's to judge
            preexec_fn=die_with_parent,
        )
    try:
        yield Child(name, process, log)
    finally:
        await asyncio.shield(_end(process))


async def _end(process: Process) -> None:
    if process.returncode is None:
        with suppress(ProcessLookupError):
            process.terminate()
    try:
        async with asyncio.timeout(_PATIENCE):
            await process.wait()
    except TimeoutError:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
