"""The command as a process, and what it says."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from worker.emulator import KeyPair


@dataclass
class Command:
    """A running `flowgroup`."""

    process: Process
    lines: list[str] = field(default_factory=list)

    async def until(self, words: str) -> str:
        """Read its output up to the line that holds the words, and return that."""
        if self.process.stdout is not None:
            async for raw in self.process.stdout:
                self.lines.append(raw.decode().rstrip("\n"))
                if words in self.lines[-1]:
                    return self.lines[-1]
        message = f"the command ended without saying {words!r}: {self.lines}"
        raise AssertionError(message)

    async def end(self) -> tuple[int, list[str], list[str]]:
        """Wait for its end; return exit code, lines of stdout, lines of stderr."""
        out, err = await self.process.communicate()
        self.lines += out.decode().splitlines()
        return self.process.returncode or 0, self.lines, err.decode().splitlines()


class Api(Protocol):
    """What a command calls: an emulator, here or in another process."""

    @property
    def url(self) -> str:
        """Where it is."""

    @property
    def key(self) -> KeyPair:
        """The key it knows."""


def work_environ(database_url: str, api: Api) -> dict[str, str]:
    """Return the environment of a command that finds database, API and key; its log is JSON."""
    return {
        "FLOWGROUP_DATABASE_URL": database_url,
        "FLOWGROUP_ENDPOINT": api.url,
        "FLOWGROUP_LOG": "json",
        "TENCENTCLOUD_SECRET_ID": api.key.secret_id,
        "TENCENTCLOUD_SECRET_KEY": api.key.secret_key,
    }


@asynccontextmanager
async def command(
    *arguments: str, home: Path, environ: Mapping[str, str]
) -> AsyncIterator[Command]:
    """Start `flowgroup` with only this environment; it is killed if the block ends before it."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-P",
        "-m",
        "worker",
        *arguments,
        stdout=PIPE,
        stderr=PIPE,
        cwd=home,
        env={"PATH": os.environ["PATH"], "HOME": str(home), **environ},
    )
    try:
        yield Command(process)
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.communicate()  # what nobody read keeps its pipe, and so wait(), from ending


def children(pid: int) -> list[int]:
    """List the processes that a process started and that live."""
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii")
    return [int(word) for word in text.split()]
