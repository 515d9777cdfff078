"""Other processes that share an embedded server, for the tests of who may end it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg

from worker.postgres import EmbeddedPostgres

_USER = """
import sys
from pathlib import Path
from worker.postgres import EmbeddedPostgres
from worker.postgres.identity import leave_root

folder = Path(sys.argv[1])
if "--ordinary" in sys.argv:
    leave_root(folder)
with EmbeddedPostgres(folder, durable=False, temporary="--temporary" in sys.argv) as server:
    print(server.supervisor_pid, server.postgres_pid, flush=True)
    sys.stdin.read()
"""
IS_ROOT = os.geteuid() == 0


class User:
    """Another process that uses a folder's server until its input ends or it is killed."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process

    def pids(self) -> tuple[int, int]:
        """Wait until it has joined; return the pids of supervisor and postgres."""
        assert self.process.stdout

        supervisor, postgres = self.process.stdout.readline().split()
        return int(supervisor), int(postgres)

    def kill(self) -> None:
        """Send it SIGKILL and wait for its end."""
        self.process.kill()
        self.process.wait()


@contextmanager
def other_user(folder: Path, *flags: str, prefix: tuple[str, ...] = ()) -> Iterator[User]:
    """Run another process that uses the folder's server."""
    command = [*prefix, sys.executable, "-c", _USER, str(folder), *flags]
    with subprocess.Popen(  # noqa: S603  this very program
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield User(process)
        finally:
            process.communicate()


def use(folder: Path) -> EmbeddedPostgres:
    """Return the folder's server as all these tests use it."""
    return EmbeddedPostgres(folder, durable=False)


async def query(server: EmbeddedPostgres, statement: str) -> object:
    """Return the first value of a statement's answer."""
    connection = await asyncpg.connect(server.url())
    try:
        return await connection.fetchval(statement)
    finally:
        await connection.close()
