"""psql on a database of ours: the embedded one, the demo's, or that of a URL."""

import os
import shutil
import signal
import subprocess
from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import unquote, urlsplit

from worker.bilingual import both, spoken
from worker.database import data_dir, dsn
from worker.errors import DatabaseError
from worker.postgres import EmbeddedPostgres, EmbeddedPostgresError
from worker.postgres.files import binary
from worker.settings import Settings

_OWN: Final = "--no-psqlrc"


def open_psql(settings: Settings, options: Sequence[str]) -> int:
    """Open psql on the database of the settings; return its exit code.

    Raises:
        SettingsError: the URL cannot be used.
        DatabaseError: the embedded server does not start.
    """
    if settings.database_url:
        address, secret = without_password(dsn(settings.database_url))
        program = shutil.which("psql") or str(binary("psql"))
        return run([program, *options, address], {**os.environ, **secret})
    try:
        with EmbeddedPostgres(data_dir() / "postgres") as server:
            command = [str(binary("psql")), _OWN, *options, server.url()]
            return run(command, without_libpq(os.environ))
    except EmbeddedPostgresError as error:
        raise did_not_start(error) from None


def did_not_start(error: EmbeddedPostgresError) -> DatabaseError:
    """Return what is said where the embedded server does not run."""
    english, chinese = spoken(str(error), "en"), spoken(str(error), "zh-CN")
    msg = both(
        f"The embedded Postgres did not start: {english}.",
        f"内嵌的 Postgres 未能启动：{chinese}。",
    )
    return DatabaseError(msg)


def without_password(url: str) -> tuple[str, dict[str, str]]:
    """Return the URL without its password, and that as psql's environment: others see arguments."""
    parts = urlsplit(url)
    if not parts.password:
        return url, {}
    user, _, hosts = parts.netloc.rpartition("@")
    netloc = f"{user.partition(':')[0]}@{hosts}"
    return parts._replace(netloc=netloc).geturl(), {"PGPASSWORD": unquote(parts.password)}


def without_libpq(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the environment without variables that lead psql elsewhere."""
    return {name: value for name, value in environ.items() if not name.startswith("PG")}


def run(command: Sequence[str], environ: Mapping[str, str]) -> int:
    """Run psql, which alone hears Ctrl-C; return its exit code."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        return subprocess.run(  # noqa: S603 - psql, by its path
            command, check=False, env=environ, preexec_fn=_hear_interrupts
        ).returncode
    finally:
        signal.signal(signal.SIGINT, before)


def _hear_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)
