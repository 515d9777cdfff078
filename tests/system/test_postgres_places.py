"""The embedded server: restarts, odd places, passwords, and who may run it."""

import os
import shutil
import subprocess
from pathlib import Path

import asyncpg
import pytest

from tests.support.postgres_users import IS_ROOT, other_user, query, use
from worker.postgres import EmbeddedPostgres, EmbeddedPostgresError

pytestmark = pytest.mark.system


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


@pytest.mark.skipif(not IS_ROOT, reason="all other tests here run as an ordinary user")
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
