"""Whatever is wrong, a person reads one line and a script reads the exit code."""

import re

import pytest
from typer.testing import CliRunner

from worker.ops.cli import app

NOWHERE = "postgresql://night:secret@127.0.0.1:1/jobs"
AWAY = {"FLOWGROUP_DATABASE_URL": NOWHERE}


def fail(*arguments: str, code: int, **environ: str) -> str:
    """Run a command that fails with an exit code, and return its one line."""
    result = CliRunner().invoke(app, arguments, env=environ)

    assert (code, "") == (result.exit_code, result.stdout)
    [line] = result.stderr.splitlines()
    return line


@pytest.mark.parametrize("command", ["migrate", "status", "pause", "resume"])
def test_an_unreachable_database_is_named_without_its_password(command: str) -> None:
    """The line says where nobody answered, and not the secret of the URL."""
    line = fail(command, code=1, FLOWGROUP_DATABASE_URL=NOWHERE)

    assert (
        "flowgroup: The database at 127.0.0.1:1, database jobs does not answer (connection refused): "
        "start it, or correct FLOWGROUP_DATABASE_URL."
    ) == line


def test_a_worker_without_a_database_says_so() -> None:
    """A worker that cannot start ends 1 with the same line."""
    environ = {"TENCENTCLOUD_SECRET_ID": "AKIDx", "TENCENTCLOUD_SECRET_KEY": "x"}

    line = fail("worker", code=1, FLOWGROUP_DATABASE_URL=NOWHERE, **environ)

    assert "127.0.0.1:1" in line


@pytest.mark.parametrize(
    "url",
    [
        "mysql://host/jobs",
        "not a url",
        "postgresql://host:port/jobs",
        "postgresql://127.0.0.1:1/jobs?sslmode=perhaps",
    ],
)
@pytest.mark.parametrize("command", ["migrate", "status"])
def test_a_wrong_url_is_wrong_usage(command: str, url: str) -> None:
    """A URL that can name no Postgres ends 2 and shows the right form."""
    line = fail(command, code=2, FLOWGROUP_DATABASE_URL=url)

    assert line.startswith("flowgroup: FLOWGROUP_DATABASE_URL cannot be used")
    assert "postgresql://user:password@host:5432/database" in line


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("FLOWGROUP_RATE_LIMIT", "fast"),
        ("FLOWGROUP_LEASE", "60"),
        ("FLOWGROUP_ENDPOINT", "http://essbasic.tencentcloudapi.com"),
        ("FLOWGROUP_LANG", "fr"),
    ],
)
def test_a_bad_setting_is_named(name: str, value: str) -> None:
    """A setting that cannot be used ends 2 and is called by its name."""
    line = fail("status", code=2, **{name: value})

    assert line.startswith(f"flowgroup: {name} cannot be used: ")


def test_missing_credentials_are_told_before_anything_starts() -> None:
    """With neither environment nor profile file there is nothing to sign with: exit 1."""
    line = fail("worker", code=1, FLOWGROUP_DATABASE_URL=NOWHERE)

    assert re.search(r"set TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY, or write", line)


@pytest.mark.parametrize(
    "arguments",
    [
        ("nonsense",),
        ("status", "--nonsense"),
        ("demo", "--jobs", "0"),
        ("explain",),
        ("emulator", "--window", "open"),
        ("status", "--json", "--watch"),
        ("pause", "--until", "soon"),
        ("pause", "--until", "2020-01-01T00:00Z"),
    ],
)
def test_wrong_usage_ends_2(arguments: tuple[str, ...]) -> None:
    """Wrong usage is one line and exit code 2."""
    assert fail(*arguments, code=2).startswith("flowgroup: ")


def test_psql_without_a_demo_says_what_to_run() -> None:
    """There is nothing to open before the first demo."""
    assert "Run: flowgroup demo" in fail("demo", "--psql", code=1)


def test_a_mistyped_setting_is_named() -> None:
    """A variable that nothing reads is named in one line beside the output; the tests' own is no setting."""
    environ = {
        "FLOWGROUP_RATE_LIMITS": "5",
        "FLOWGROUP_NONSENSE": "1",
        "FLOWGROUP_TEST_DATABASE_URL": "",
        "FLOWGROUP_DATABASE_URL": NOWHERE,
    }

    for command in ("status", "migrate", "worker", "doctor"):
        result = CliRunner().invoke(app, command, env=environ)

        first = result.stderr.splitlines()[0]
        assert (
            "flowgroup: warning: no setting is called FLOWGROUP_NONSENSE, FLOWGROUP_RATE_LIMITS: "
            "see: flowgroup --help"
        ) == first


def test_a_mistyped_setting_is_told_its_neighbour() -> None:
    """Where one letter is wrong, the right name is given."""
    result = CliRunner().invoke(app, "status", env={"FLOWGROUP_RATE_LIMITS": "5"} | AWAY)

    assert "did you mean FLOWGROUP_RATE_LIMIT?" in result.stderr
