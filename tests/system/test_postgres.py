"""The embedded server: who starts it, who shares it, and what a killed process leaves behind."""

import os
import signal
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.support.postgres_users import other_user, query, use
from tests.support.processes import has_ended, watch
from worker.postgres import EmbeddedPostgresError

pytestmark = pytest.mark.system


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
