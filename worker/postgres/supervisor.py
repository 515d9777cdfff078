"""The process that owns a data folder's server: one per folder, ended by its last user's leaving.

Users are open connections, so that one who was killed has left too. If this process is killed
itself, the kernel asks PostgreSQL for a fast shutdown, and the next start waits for its end:
every process of the server holds `server.lock` by an inherited descriptor.
"""

import json
import os
import select
import shutil
import signal
import socket
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from worker.postgres import files
from worker.postgres.cluster import Cluster, ClusterError
from worker.postgres.identity import leave_root

_SIGNALS: Final = {"fast": signal.SIGINT, "immediate": signal.SIGQUIT}


class Supervisor:
    """Serves the users of one cluster until the last has left."""

    def __init__(self, cluster: Cluster, listener: socket.socket, *, temporary: bool) -> None:
        self._cluster = cluster
        self._listener = listener
        self._temporary = temporary
        self._users: list[socket.socket] = []
        self._left: list[socket.socket] = []

    def run(self) -> None:
        """Serve; while nobody can join, see that nobody has, and shut down."""
        while True:
            self._serve()
            with files.locked(self._cluster.folder / "start.lock"):
                if not _readable([self._listener], 0):
                    self._cluster.stop(signal.SIGINT)
                    files.remove_socket_folder(self._cluster.folder)
                    if self._temporary:
                        shutil.rmtree(self._cluster.folder)
                    self._release()  # the last user waits for this
                    return
            self._admit()

    def _serve(self) -> None:
        while self._users:
            sources: list[socket.socket | int] = [
                self._listener,
                *self._users,
                *self._cluster.pidfds(),
            ]
            for source in _readable(sources):
                if source is self._listener:
                    self._admit()
                elif isinstance(source, socket.socket):
                    self._obey(source)
                elif source in self._cluster.pidfds():  # it crashed
                    self._cluster.start()

    def _admit(self) -> None:
        self._users.append(self._listener.accept()[0])
        self._release()

    def _obey(self, user: socket.socket) -> None:
        try:
            request = user.recv(64).decode()
            if request:
                user.send(json.dumps(self._answer(request)).encode())
        except OSError:
            request = ""
        if not request:
            self._users.remove(user)
            self._left.append(user)
            if self._users:
                self._release()

    def _release(self) -> None:
        while self._left:
            self._left.pop().close()

    def _answer(self, request: str) -> dict[str, object]:
        try:
            if request.startswith("stop "):
                self._cluster.stop(_SIGNALS[request.removeprefix("stop ")])
            else:
                self._cluster.start()
        except (OSError, ClusterError) as error:
            return {"error": str(error)}
        return self._cluster.description() | {"supervisor": os.getpid()}


def _refuse(listener: socket.socket, why: str) -> None:
    listener.settimeout(10)  # s; whoever started this may be dead
    with listener.accept()[0] as user:
        user.recv(64)
        user.send(json.dumps({"error": why}).encode())


def _readable(
    sources: Sequence[socket.socket | int], seconds: float | None = None
) -> Sequence[socket.socket | int]:
    return select.select(sources, [], [], seconds)[0]


def main() -> None:
    """Become the supervisor named by the arguments, detached from whoever starts it."""
    folder, listener, durable, temporary, port = sys.argv[1:]
    os.setsid()
    if os.fork():
        os._exit(0)
    cluster = Cluster(Path(folder), durable=durable == "1", tcp_port=int(port))
    control = socket.socket(fileno=int(listener))
    try:
        leave_root(cluster.data)
    except OSError as error:
        _refuse(control, f"PostgreSQL cannot run as this user ({error}); use an ordinary one")
    else:
        Supervisor(cluster, control, temporary=temporary == "1").run()


if __name__ == "__main__":
    main()
