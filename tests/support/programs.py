"""The command `flowgroup` as processes of its own: emulator, workers, and what they say."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

FLOWGROUP: Sequence[str] = (sys.executable, "-m", "worker")
KEY: Mapping[str, str] = {
    "TENCENTCLOUD_SECRET_ID": "AKIDprogram",
    "TENCENTCLOUD_SECRET_KEY": "program-secret",
}
_PATIENCE = 20  # s


def clean_environ(home: Path, **variables: str) -> dict[str, str]:
    """Return this process's environment without anybody's settings and credentials."""
    foreign = ("FLOWGROUP_", "TENCENTCLOUD_", "PG", "XDG_", "PYTHON", "VIRTUAL_ENV")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    return {**kept, "HOME": str(home), **KEY, **variables}


@asynccontextmanager
async def program(
    *arguments: str,
    environ: Mapping[str, str],
    command: Sequence[str] = FLOWGROUP,
    folder: Path | None = None,
    quiet: bool = False,
) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run a command with its output piped; at the end it is stopped if it still runs."""
    process = await asyncio.create_subprocess_exec(
        *command,
        *arguments,
        env=environ,
        cwd=folder,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL if quiet else None,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        try:
            async with asyncio.timeout(_PATIENCE):
                await process.communicate()
        except TimeoutError:
            process.kill()
            await process.communicate()


@dataclass
class RemoteEmulator:
    """An emulator in another process, steered over HTTP."""

    url: str
    session: aiohttp.ClientSession

    async def tune(self, **settings: object) -> None:
        """Change limit, window, latency, quota or validate."""
        async with self.session.post(f"{self.url}/_emulator/settings", json=settings) as reply:
            reply.raise_for_status()

    async def fault(self, **fields: object) -> None:
        """Queue a fault."""
        async with self.session.post(f"{self.url}/_emulator/faults", json=[fields]) as reply:
            reply.raise_for_status()

    async def entries(self, since: int = 0) -> list[dict[str, Any]]:
        """Read the ledger from an entry on."""
        url = f"{self.url}/_emulator/ledger"
        async with self.session.get(url, params={"since": since}) as reply:
            rows: list[dict[str, Any]] = (await reply.json())["entries"]
            return rows

    async def summary(self, since: int = 0) -> dict[str, Any]:
        """Read the figures from an entry on."""
        url = f"{self.url}/_emulator/summary"
        async with self.session.get(url, params={"since": since}) as reply:
            figures: dict[str, Any] = await reply.json()
            return figures


@asynccontextmanager
async def emulator_process(
    home: Path, *, limit: int = 20, quiet: bool = False
) -> AsyncIterator[RemoteEmulator]:
    """Run an emulator that knows the key of `clean_environ`."""
    arguments = ("emulator", "--port", "0", "--limit", str(limit))
    async with program(*arguments, environ=clean_environ(home), quiet=quiet) as process:
        assert process.stdout is not None

        line = (await process.stdout.readline()).decode()
        async with aiohttp.ClientSession() as session:
            yield RemoteEmulator(line.strip().partition("=")[2], session)


def worker_environ(
    home: Path, database_url: str, endpoint: str, settings: Mapping[str, object]
) -> dict[str, str]:
    """Return a worker's environment; settings are FLOWGROUP_ variables in lower case."""
    variables = {f"FLOWGROUP_{name.upper()}": str(value) for name, value in settings.items()}
    return clean_environ(
        home, FLOWGROUP_DATABASE_URL=database_url, FLOWGROUP_ENDPOINT=endpoint, **variables
    )


@asynccontextmanager
async def worker_process(
    home: Path,
    database_url: str,
    endpoint: str,
    *arguments: str,
    settings: Mapping[str, object],
    quiet: bool = False,
) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run a worker; settings are FLOWGROUP_ variables in lower case."""
    environ = worker_environ(home, database_url, endpoint, settings)
    async with program("worker", *arguments, environ=environ, quiet=quiet) as process:
        yield process
