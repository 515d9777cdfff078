"""The embedded server: who starts it, who shares it, and what a killed process leaves behind."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import asyncpg
import pytest

from tests.support.processes import has_ended, watch
from worker.postgres import EmbeddedPostgres, EmbeddedPostgresError

pytestmark = pytest.mark.system

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
_IS_ROOT = os.geteuid() == 0


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


@pytest.fixture
def folder(fast_storage: Path) -> Iterator[Path]:
    """Yield a folder's path that is short enough for sockets and removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="flowgroup-", dir=fast_storage) as parent:
        yield Path(parent, "postgres")


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


async def test_data_outlives_the_server(folder: Path) -> None:
    """The last user's leaving ends the server; the next start finds what was written."""
    with use(folder) as server:
        ends = [watch(server.supervisor_pid), watch(server.postgres_pid)]
        await query(server, "CREATE TABLE kept AS SELECT 7 AS n")

    assert all(has_ended(end) for end in ends)

    with use(folder) as server:
        assert 7 == await query(server, "SELECT n FROM kept")


async def test_utf8_and_utc(folder: Path) -> None:
    """The cluster stores UTF-8, sorts by code point and speaks UTC, whatever the machine does."""
    with use(folder) as server:
        shown = await query(
            server,
            "SELECT concat_ws(' ', current_setting('server_encoding'), datlocale,"
            " current_setting('timezone')) FROM pg_database WHERE datname = current_database()",
        )

    assert "UTF8 C.UTF-8 UTC" == shown


def test_processes_that_start_at_once_share_one_server(folder: Path) -> None:
    """Of several processes that find no server one starts it and all use it."""
    with ExitStack() as stack:
        users = [stack.enter_context(other_user(folder)) for _ in range(4)]
        joined = {user.pids() for user in users}

    assert 1 == len(joined)


async def test_a_killed_user_leaves_the_others_alone(folder: Path) -> None:
    """SIGKILL of one user, even of the one who started the server, does not disturb another."""
    with other_user(folder) as first:
        pids = first.pids()
        with use(folder) as server:
            first.kill()
            server.start()

            assert pids == (server.supervisor_pid, server.postgres_pid)
            assert 1 == await query(server, "SELECT 1")


def test_nothing_runs_after_the_only_user_was_killed(folder: Path) -> None:
    """SIGKILL of the last user ends the server, and a temporary folder is gone with it."""
    with other_user(folder, "--temporary") as user:
        supervisor, postgres = (watch(pid) for pid in user.pids())
        user.kill()

        assert has_ended(postgres)
        assert has_ended(supervisor)
        assert not folder.exists()


async def test_a_killed_supervisor_takes_postgres_with_it(folder: Path) -> None:
    """SIGKILL of the supervisor ends the server too; the next start loses nothing."""
    with use(folder) as server:
        await query(server, "CREATE TABLE kept AS SELECT 7 AS n")
        end = watch(server.postgres_pid)
        os.kill(server.supervisor_pid, signal.SIGKILL)
        with use(folder) as successor:
            assert has_ended(end)
            assert 7 == await query(successor, "SELECT n FROM kept")

        with pytest.raises(EmbeddedPostgresError, match="supervisor ended"):
            server.restart()


async def test_a_killed_postgres_is_started_again(folder: Path) -> None:
    """SIGKILL of postgres itself costs its users a moment and no committed row."""
    with use(folder) as server:
        await query(server, "CREATE TABLE kept AS SELECT 7 AS n")
        killed = server.postgres_pid
        end = watch(killed)
        os.kill(killed, signal.SIGKILL)

        assert has_ended(end)

        server.start()

        assert killed != server.postgres_pid
        assert 7 == await query(server, "SELECT n FROM kept")


async def test_an_immediate_restart_keeps_the_users(folder: Path) -> None:
    """A restart as if after a crash keeps folder, address and committed rows."""
    with use(folder) as server:
        await query(server, "CREATE TABLE kept AS SELECT 7 AS n")
        before = server.postgres_pid
        server.restart("immediate")

        assert before != server.postgres_pid
        assert 7 == await query(server, "SELECT n FROM kept")


async def test_a_stopped_server_answers_nobody(folder: Path) -> None:
    """Between stop and start no connection is possible, as when the database is away."""
    with use(folder) as server:
        server.stop()

        with pytest.raises(OSError, match=r"No such file|refused"):
            await query(server, "SELECT 1")

        server.start()

        assert 1 == await query(server, "SELECT 1")


async def test_a_stale_pid_file_of_a_living_process_is_no_obstacle(folder: Path) -> None:
    """A postmaster.pid whose number meanwhile belongs to somebody else is removed."""
    with use(folder):
        pass
    pid_file = folder / "data" / "postmaster.pid"
    pid_file.write_text(f"{os.getpid()}\n{folder / 'data'}\n")

    with use(folder) as server:
        assert 1 == await query(server, "SELECT 1")


async def test_a_long_path_gets_its_sockets_elsewhere(folder: Path) -> None:
    """A folder whose path is too long for a Unix socket works and leaves no socket folder."""
    deep = folder / ("long" * 30)
    with use(deep) as server:
        sockets = (deep / "socket").resolve()

        assert 1 == await query(server, "SELECT 1")

    assert not sockets.exists()
    assert not (deep / "socket").is_symlink()


async def test_tcp_wants_the_password(folder: Path) -> None:
    """Over loopback TCP only the holder of the generated password gets in."""
    with EmbeddedPostgres(folder, durable=False, tcp=True) as server:
        assert 1 == await query(server, "SELECT 1")

        with pytest.raises(asyncpg.InvalidPasswordError):
            await asyncpg.connect(server.url(), password="wrong")


def test_a_durable_user_refuses_a_server_that_is_not(folder: Path) -> None:
    """Who needs fsync does not silently get a server without it."""
    with (
        use(folder),
        pytest.raises(EmbeddedPostgresError, match="without durability"),
        EmbeddedPostgres(folder),
    ):
        pytest.fail("joined")


def test_a_broken_folder_is_told_in_one_line(folder: Path) -> None:
    """A cluster that cannot start says which folder and why, in PostgreSQL's own words."""
    (folder / "data").mkdir(parents=True)

    with pytest.raises(EmbeddedPostgresError, match="could not access") as told, use(folder):
        pytest.fail("started")

    assert str(folder) in str(told.value)
    assert "\n" not in str(told.value)


def test_parents_keep_their_permissions(folder: Path) -> None:
    """A private parent folder is neither opened nor given away."""
    before = folder.parent.stat()
    with use(folder):
        pass
    after = folder.parent.stat()

    assert 0o700 == before.st_mode & 0o777
    assert (before.st_mode, before.st_uid, before.st_gid) == (
        after.st_mode,
        after.st_uid,
        after.st_gid,
    )


@pytest.mark.skipif(not _IS_ROOT, reason="all other tests here run as an ordinary user")
def test_an_ordinary_user_runs_it_too(folder: Path) -> None:
    """A process that is not root starts the server without changing its identity."""
    folder.mkdir()
    shutil.chown(folder, "nobody")
    with other_user(folder, "--ordinary") as user:
        _, postgres = user.pids()

        assert Path("/proc", str(user.process.pid)).stat().st_uid != 0
        assert (
            Path("/proc", str(user.process.pid)).stat().st_uid
            == Path("/proc", str(postgres)).stat().st_uid
        )


def _can_unshare() -> bool:
    unshare = shutil.which("unshare")
    if unshare is None:
        return False
    return not subprocess.run([unshare, "-r", "true"], check=False).returncode  # noqa: S603  no input


@pytest.mark.skipif(not _can_unshare(), reason="user namespaces are not allowed here")
def test_root_of_a_single_uid_container_runs_it(folder: Path) -> None:
    """Where root cannot become anybody else, a user namespace satisfies PostgreSQL."""
    with other_user(folder, prefix=("unshare", "-r")) as user:
        _, postgres = user.pids()

        assert Path("/proc", str(postgres)).stat().st_uid == os.geteuid()
