"""`flowgroup jobs` in the test's own process, and rows to use it on."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, TypeVar

import asyncpg
from typer.testing import CliRunner, Result

from tests.support.factories import insert_job
from worker.ops.cli import app

T = TypeVar("T")


@dataclass(frozen=True)
class Desk:
    """An operator's desk: a database, and the command beside it."""

    url: str

    def run(
        self,
        *arguments: str,
        lang: str = "en",
        width: int = 200,
        answer: str = "",
        zone: str = "UTC",
        **variables: str,
    ) -> Result:
        """Run `flowgroup` with these arguments."""
        environ = {
            "FLOWGROUP_DATABASE_URL": self.url,
            "FLOWGROUP_LANG": lang,
            "COLUMNS": str(width),
            "TZ": zone,
            **variables,
        }
        return CliRunner().invoke(app, arguments, env=environ, prog_name="flowgroup", input=answer)

    def says(self, *arguments: str, **options: Any) -> str:  # noqa: ANN401  of `run`
        """Run a command that succeeds, and return its output."""
        result = self.run(*arguments, **options)

        assert (0, "") == (result.exit_code, result.stderr)
        return result.stdout

    def refuses(self, *arguments: str, code: int = 1) -> str:
        """Run a command that ends with `code`, and return its one line."""
        result = self.run(*arguments)

        assert code == result.exit_code
        [line] = result.stderr.splitlines()
        return line

    def insert(self, **columns: Any) -> int:  # noqa: ANN401  any column of a job
        """Insert a job as it may stand."""
        return self.on(lambda connection: insert_job(connection, **columns))

    def fetch(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Run a statement and return its rows."""
        rows = self.on(lambda connection: connection.fetch(sql, *values))
        return [tuple(row) for row in rows]

    def on(self, work: Callable[[asyncpg.Connection], Coroutine[Any, Any, T]]) -> T:
        """Do something on a connection of its own."""

        async def connected() -> T:
            connection = await asyncpg.connect(self.url)
            try:
                return await work(connection)
            finally:
                await connection.close()

        return asyncio.run(connected())
