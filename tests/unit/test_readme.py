"""README keeps its word: what it names exists, and what exists is named."""

import re
from pathlib import Path

import pytest

from jobs.model import JobStatus
from worker.ops.cli import app
from worker.ops.handbook import EXIT_CODES
from worker.settings import Settings

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PROOFS = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", README)


@pytest.mark.parametrize(("file", "test"), PROOFS)
def test_each_named_test_exists(file: str, test: str) -> None:
    """A case's proof is a test that is there."""
    assert f"def {test}" in (ROOT / file).read_text(encoding="utf-8")


def test_every_setting_is_listed() -> None:
    """Each setting stands in README by its variable's name."""
    names = {f"FLOWGROUP_{name.upper()}" for name in Settings.model_fields}

    assert set() == {name for name in names if f"`{name}`" not in README}


def test_exit_codes_are_those_of_the_help() -> None:
    """README and `--help` say the same of each exit code of a worker."""
    [line] = [line for line in README.splitlines() if line.startswith("Exit codes: ")]

    assert [] == [n for n in range(4) if f" {n} {EXIT_CODES[n]}," not in line]


def test_the_life_of_an_id() -> None:
    """Left alone, the id of an uploaded file is used for less than the shorter of the two documented lives."""
    assert 480 == Settings.model_fields["file_id_ttl"].default
    assert "| `FLOWGROUP_FILE_ID_TTL` | 480 s |" in README


def test_every_command_is_listed() -> None:
    """Each command stands in README."""
    names = [
        command.name or command.callback.__name__
        for command in app.registered_commands
        if command.callback
    ]

    assert [] == [name for name in names if f"flowgroup {name}`" not in README]


def test_every_status_is_listed() -> None:
    """Each status has its line."""
    assert [] == [status for status in JobStatus if f"| `{status}` |" not in README]
