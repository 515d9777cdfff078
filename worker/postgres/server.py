"""Joins the PostgreSQL server of a data folder, which runs while at least one process uses it."""

import json
import os
import socket
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from types import TracebackType
from typing import Final, Literal, Self
from urllib.parse import quote

from worker.bilingual import both, spoken
from worker.postgres import files

_NOT_ENTERED: Final = both(
    "it is not in use; enter the context manager first", "尚未启用，请先进入上下文管理器"
)
_NOT_DURABLE: Final = both(
    "it runs without durability for another process; stop that first",
    "正以不保证持久的方式供其他进程使用，请先停止该进程",
)
_NO_TCP: Final = both(
    "it runs without TCP for another process; stop that first",
    "正以不开放 TCP 的方式供其他进程使用，请先停止该进程",
)
_ENDED: Final = both(
    "its supervisor ended; look into server.log there, start again",
    "其监护进程已结束；请查看该目录中的 server.log，然后重新启动",
)

StopMode = Literal["fast", "immediate"]


class EmbeddedPostgresError(OSError):
    """The embedded server of `folder` cannot be used: why, and what to do, in one line of both languages."""

    def __init__(self, folder: Path, why: str) -> None:
        english, chinese = spoken(why, "en"), spoken(why, "zh-CN")
        super().__init__(
            both(
                f"embedded PostgreSQL in {folder}: {english}",
                f"{folder} 中的内嵌 PostgreSQL：{chinese}",
            )
        )


class _SupervisorEndedError(EmbeddedPostgresError):
    def __init__(self, folder: Path) -> None:
        super().__init__(folder, _ENDED)


class EmbeddedPostgres:
    """A share in the server of `folder`, taken and given back as a context manager.

    The first user starts the server (and makes the cluster); when the last one has left, be it by
    SIGKILL, it is shut down. Users of one folder may be any processes of one OS user. Blocking:
    asyncio code enters it by `asyncio.to_thread`.

    Args:
        folder: belongs to this class alone; made if missing.
        durable: False gives up crash safety for speed (tests).
        temporary: remove the folder when the last user has left (decided by the first).
        tcp: listen on 127.0.0.1 too, with a password; else only on a Unix socket of mode 0700.
    """

    def __init__(
        self, folder: Path, *, durable: bool = True, tcp: bool = False, temporary: bool = False
    ) -> None:
        self._folder = folder.resolve()
        self._durable = durable
        self._tcp = tcp
        self._temporary = temporary
        self._share: socket.socket | None = None
        self.supervisor_pid = 0
        self.postgres_pid = 0
        self._port = 0

    def __enter__(self) -> Self:
        """Join or start the server and wait until it answers.

        Raises:
            EmbeddedPostgresError: it cannot be started, or runs less durably or without TCP.
        """
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        while not self._join():
            pass
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        """Leave; the last user waits until the server has shut down."""
        if self._share is not None:
            with closing(self._share) as share:
                share.shutdown(socket.SHUT_WR)
                while share.recv(4096):
                    pass
            self._share = None

    def url(self, database: str = "postgres") -> str:
        """Return the libpq URL of a database of this server."""
        name = quote(database, safe="")
        if self._tcp:
            password = (self._folder / "password").read_text("ascii")
            host = f"postgres:{password}@127.0.0.1:{self._port}"
            return f"postgresql://{host}/{name}?sslmode=disable"
        host = quote(str((self._folder / "socket").resolve()), safe="/")
        port = f"&port={self._port}" if self._port != files.DEFAULT_PORT else ""
        return f"postgresql://postgres@/{name}?host={host}{port}&sslmode=disable"

    def stop(self, mode: StopMode = "fast") -> None:
        """Shut the server down for all users: cleanly, or `immediate` as if it had crashed."""
        self._ask(f"stop {mode}")

    def start(self) -> None:
        """Start the server again after `stop`; nothing happens while it runs."""
        self._ask("start")

    def restart(self, mode: StopMode = "immediate") -> None:
        """Stop and start the server under its users."""
        self.stop(mode)
        self.start()

    def _join(self) -> bool:
        """Return False if the supervisor that was found running turned out to be just dying."""
        with files.locked(self._folder / "start.lock"):
            control = files.make_socket_folder(self._folder) / "control"
            found = _connect(control)
            self._share = found or self._launch(control)
        try:
            self._ask("start")
        except EmbeddedPostgresError as error:
            self._share.close()
            self._share = None
            if found and isinstance(error, _SupervisorEndedError):
                return False
            raise
        return True

    def _launch(self, control: Path) -> socket.socket:
        control.unlink(missing_ok=True)
        (self._folder / "server.lock").touch()
        with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listener:
            listener.bind(str(control))
            listener.listen(128)
            port = files.free_port() if self._tcp else 0
            options = [listener.fileno(), int(self._durable), int(self._temporary), port]
            module = [sys.executable, "-I", "-m", "worker.postgres.supervisor"]
            with (self._folder / "server.log").open("wb") as log:
                subprocess.run(  # noqa: S603  this package's own module
                    [*module, str(self._folder), *map(str, options)],
                    check=False,
                    cwd="/",
                    env={"PATH": os.defpath},  # so that it holds no credentials
                    pass_fds=[listener.fileno()],
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                )
            share = _connect(control)
        if share is None:
            raise _SupervisorEndedError(self._folder)
        return share

    def _ask(self, request: str) -> None:
        if self._share is None:
            raise EmbeddedPostgresError(self._folder, _NOT_ENTERED)
        try:
            self._share.send(request.encode())
            answer = json.loads(self._share.recv(65536))
        except (OSError, ValueError) as error:
            raise _SupervisorEndedError(self._folder) from error
        if "error" in answer:
            raise EmbeddedPostgresError(self._folder, answer["error"])
        self._port = answer["port"]
        self.supervisor_pid, self.postgres_pid = answer["supervisor"], answer["postgres"]
        if self._durable and not answer["durable"]:
            raise EmbeddedPostgresError(self._folder, _NOT_DURABLE)
        if self._tcp and not answer["tcp"]:
            raise EmbeddedPostgresError(self._folder, _NO_TCP)


def _connect(control: Path) -> socket.socket | None:
    share = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    try:
        share.connect(str(control))
    except (FileNotFoundError, ConnectionRefusedError):
        share.close()
        return None
    return share
