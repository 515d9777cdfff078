"""What `flowgroup --help` and `explain` teach."""

import orjson
import pytest
from typer.testing import CliRunner

from jobs.errors import catalogue, lookup
from worker.ops.cli import app
from worker.ops.handbook import CREDENTIALS, EXIT_CODES, variable
from worker.settings import Settings

COMMANDS = (
    "demo",
    "migrate",
    "worker",
    "status",
    "pause",
    "resume",
    "emulator",
    "doctor",
    "explain",
    "psql",
    "jobs",
)


def run(*arguments: str, width: int = 200) -> str:
    """Run a command that succeeds, and return its output."""
    result = CliRunner().invoke(app, arguments, env={"COLUMNS": str(width)}, prog_name="flowgroup")

    assert 0 == result.exit_code
    return result.stdout


def test_help_names_each_command_setting_credential_and_exit_code() -> None:
    """`--help` is the whole manual: commands, settings, credentials, exit codes."""
    text = run("--help")

    settings = [variable(name) for name in Settings.model_fields]
    missing = [w for w in (*COMMANDS, *settings, *CREDENTIALS) if w not in text]
    missing += [meaning for meaning in EXIT_CODES.values() if meaning not in text]
    assert [] == missing


def test_without_a_command_the_help_is_shown() -> None:
    """Who types just `flowgroup` is taught."""
    assert "Usage: flowgroup" in run()


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_explains_itself(command: str) -> None:
    """Each command has a help of its own."""
    assert f"flowgroup {command}" in run(command, "--help")


@pytest.mark.parametrize("width", [60, 100])
def test_help_fits_the_terminal(width: int) -> None:
    """No line of the help is wider than the terminal."""
    lines = run("--help", width=width).splitlines()

    assert [] == [line for line in lines if len(line.rstrip()) > width]


def test_version_is_printed() -> None:
    """`--version` says which version runs."""
    assert run("--version").startswith("flowgroup 0.")


@pytest.mark.parametrize("code", ["InternalError", "AuthFailure.SecretIdNotFound", "Worker.Lost"])
def test_explain_speaks_both_languages(code: str) -> None:
    """A code is explained in English and in Chinese, with what to do."""
    text = run("explain", code)

    entry = catalogue()[code]
    does = (f"Do: {entry.todo_en}", f"处理：{entry.todo_zh}")
    heads = (f"concerns: {entry.scope}", f"影响范围 {entry.scope}")
    parts = (code, entry.meaning_en, entry.meaning_zh, *does, *heads)
    assert [] == [part for part in parts if part not in text]


def test_explain_of_an_unknown_code_says_so_and_names_similar_ones() -> None:
    """A mistyped code is judged by its prefix, openly, and its neighbours are named."""
    text = run("explain", "InternalError.Dbb")

    assert "not in the catalogue" in text
    assert "InternalError.Db" in text
    assert "Did you mean ｜ 是否指: " in text


def test_explain_of_a_code_without_a_known_prefix_says_that_the_row_is_in_doubt() -> None:
    """Nothing is known of such a code, in both languages, and no class is claimed."""
    text = run("explain", "Nonsense")

    assert "This is an unknown code: the row is put in doubt." in text
    assert "未知错误码：该行转为 in_doubt。" in text
    assert [] == [word for word in ("permanent", "prefix") if word in text]


@pytest.mark.parametrize(
    ("code", "family", "kind", "similar"),
    [
        ("InternalError.Db", None, "transient", False),
        ("InternalError.Dbb", "InternalError", "transient", True),
        ("Nonsense", None, None, False),
    ],
)
def test_explain_speaks_to_scripts(
    code: str, family: str | None, kind: str | None, *, similar: bool
) -> None:
    """`--json` tells the same: of an unknown code by which family it is judged, and what is like it."""
    told = orjson.loads(run("explain", code, "--json"))

    entry = lookup(code)
    assert (code, entry.known, family, kind) == tuple(
        told[key] for key in ("code", "known", "family", "class")
    )
    assert (entry.todo_en, entry.todo_zh) == (told["todo_en"], told["todo_zh"])
    assert similar == bool(told["similar"])
