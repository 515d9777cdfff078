"""`flowgroup psql`: a way to the tables without another program."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.programs import clean_environ
from worker.ops.invocation import invocation
from worker.ops.psql import without_password


def psql(home: Path, **variables: str) -> str:
    """Ask for the schema's version by `flowgroup psql`."""
    ended = subprocess.run(
        [sys.executable, "-m", "worker", "psql", "-Atc", "SELECT 6 * 7"],
        env=clean_environ(home, **variables),
        capture_output=True,
        text=True,
        check=True,
    )
    return ended.stdout


def test_psql_on_the_database_of_the_url(database_url: str, tmp_path: Path) -> None:
    """With a URL psql opens its database, with the options given."""
    assert "42\n" == psql(tmp_path, FLOWGROUP_DATABASE_URL=database_url)


def test_psql_on_the_embedded_database(tmp_path: Path) -> None:
    """Without a URL the embedded server is started for psql, and ended after it."""
    assert "42\n" == psql(tmp_path)


def test_a_password_is_no_argument() -> None:
    """Everybody may read a process's arguments, so the password goes another way."""
    assert ("postgresql://night@a:1,b:2/jobs?sslmode=require", {"PGPASSWORD": "s@cret"}) == (
        without_password("postgresql://night:s%40cret@a:1,b:2/jobs?sslmode=require")
    )


def test_the_next_command_is_named_as_it_can_be_typed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Off PATH a command is named by the path that it was started by, on PATH by its name."""
    monkeypatch.setattr(sys, "argv", [".venv/bin/flowgroup", "demo"])
    monkeypatch.setenv("PATH", str(tmp_path))

    assert ".venv/bin/flowgroup" == invocation()
    (tmp_path / "flowgroup").touch(mode=0o755)

    assert "flowgroup" == invocation()
