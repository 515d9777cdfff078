"""PgBouncer before the tests' Postgres."""

import asyncio
import os
import shutil
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from worker.postgres.identity import leave_root

_SBIN: Final = "/usr/sbin"  # where Debian has it
_UP: Final = b"process up"
_INI: Final = """[databases]
* = {server}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = {mode}
"""


class Bouncer:
    """A PgBouncer of default settings but for its mode, on a port of its own."""

    def __init__(self, program: str, folder: Path, server_url: str, mode: str) -> None:
        self._program = program
        self._folder = folder
        self._port = _free_port()
        self._drained: asyncio.Task[bytes]
        self._process: asyncio.subprocess.Process
        text = _INI.format(server=_server(server_url), port=self._port, mode=mode)
        (folder / "bouncer.ini").write_text(text, encoding="utf-8")

    def url(self, direct: str) -> str:
        """Return the way through it to the database of a direct URL."""
        return f"postgresql://postgres@127.0.0.1:{self._port}{urlsplit(direct).path}"

    async def start(self) -> None:
        """Start it, and wait until it listens."""
        self._process = await asyncio.create_subprocess_exec(
            self._program,
            str(self._folder / "bouncer.ini"),
            stderr=asyncio.subprocess.PIPE,
            preexec_fn=lambda: leave_root(self._folder),
        )
        assert self._process.stderr is not None

        while line := await self._process.stderr.readline():
            if _UP in line:
                break
        else:
            pytest.fail("PgBouncer did not start.")
        self._drained = asyncio.create_task(self._process.stderr.read(), name="bouncer")

    async def kill(self) -> None:
        """End it without a word to its clients."""
        self._process.kill()
        await self._process.wait()
        await self._drained


@asynccontextmanager
async def bouncer(folder: Path, server_url: str, mode: str) -> AsyncIterator[Bouncer]:
    """Run one; where it must be had, its absence is a failure."""
    path = os.pathsep.join((os.environ.get("PATH", os.defpath), _SBIN))
    program = shutil.which("pgbouncer", path=path)
    if program is None:
        if os.environ.get("FLOWGROUP_REQUIRE_PGBOUNCER"):
            pytest.fail("There is no pgbouncer.")
        pytest.skip("There is no pgbouncer.")
    made = Bouncer(program, folder, server_url, mode)
    await made.start()
    try:
        yield made
    finally:
        await made.kill()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def _server(url: str) -> str:
    """Return a libpq URL as PgBouncer writes it, without the database."""
    parts = urlsplit(url)
    options = {name: values[0] for name, values in parse_qs(parts.query).items()}
    said = {
        "host": parts.hostname or options.get("host"),
        "port": str(parts.port or options.get("port", "5432")),
        "user": unquote(parts.username or "postgres"),
        "password": unquote(parts.password or ""),
    }
    quoted = {name: value.replace("'", "''") for name, value in said.items() if value}
    return " ".join(f"{name}='{value}'" for name, value in quoted.items())
