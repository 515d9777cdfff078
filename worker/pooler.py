"""Connections through a pooler, which may lend another server for each transaction (PgBouncer does).

Whatever belongs to a session is lost there or, worse, left to others. So every statement gets a transaction of its
own, which first takes the session's settings as local ones: a confirmed commit is on the disk whoever else uses the
server, and a pooler that lends its servers by statement refuses the BEGIN, before anything is begun.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, Final
from uuid import uuid4

import asyncpg

# A worker that stands still within a transaction holds rows and slots of others; alone, a statement never would.
_PATIENCE: Final = {"idle_in_transaction_session_timeout": "5s"}
_OWN_NAME: Final = "application_name"  # poolers pass this one on
_BY_STATEMENT: Final = "statement pooling"
_RENAMED: Final = "PGBOUNCER_"
_NAMES: Final = "SELECT bool_or(name LIKE $1 || '%') FROM pg_prepared_statements"


class Pooled:
    """Takes an asyncpg connection's place below SQLAlchemy.

    Settings are by name and value. `keeps_statements`: whether the pooler prepares a statement on each server that
    it lends, as PgBouncer does from 1.21 with max_prepared_statements; else each use is planned anew.
    """

    def __init__(self, raw: asyncpg.Connection, settings: Mapping[str, str]) -> None:
        self.keeps_statements = False
        self._raw = raw
        self._settings = _local(settings)
        self._begin = f"BEGIN; {self._settings}; {_local(_PATIENCE)}"

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - asyncpg's own
        """Return what the connection has."""
        return getattr(self._raw, name)

    async def open(self) -> None:
        """Find out what the pooler can do.

        Raises:
            asyncpg.ProtocolViolationError: it lends its servers by statement.
        """
        try:
            async with self.transacted():
                self.keeps_statements = await self._renames()
        except asyncpg.ConnectionDoesNotExistError as error:
            if _BY_STATEMENT in str(error):
                raise asyncpg.ProtocolViolationError(_BY_STATEMENT) from None
            raise

    async def _renames(self) -> bool:
        """Say whether a statement has the pooler's name on the server; leave none there."""
        name = f"flowgroup_{uuid4().hex}"
        prepared = await self._raw.prepare(_NAMES, name=name)
        renamed = bool(await prepared.fetchval(_RENAMED))
        if not renamed:
            await self._raw.execute(f'DEALLOCATE "{name}"')
        return renamed

    async def prepare(self, query: str, name: str) -> "Statement":
        """Return a statement that needs no server in particular."""
        kept = name if self.keeps_statements else ""
        return Statement(self, await self._raw.prepare(query, name=kept))

    def transaction(self, **how: Any) -> "Transaction":  # noqa: ANN401 - asyncpg's own
        """Return a transaction of several statements, not yet begun."""
        return Transaction(self, self._raw.transaction(**how), self._settings)

    @asynccontextmanager
    async def transacted(self) -> AsyncIterator[None]:
        """Give what is done within a transaction of its own, if it has none."""
        if self._raw.is_in_transaction():
            yield
            return
        async with self.kept_clean():
            await self._raw.execute(self._begin)
            yield
            await self._raw.execute("COMMIT")

    @asynccontextmanager
    async def kept_clean(self) -> AsyncIterator[None]:
        """Leave no transaction behind what fails: the connection is closed if need be."""
        try:
            yield
        except Exception as error:
            if isinstance(error, TimeoutError) or self._raw.is_closed():
                self._raw.terminate()
            elif self._raw.is_in_transaction():
                await self._undo()
            raise
        except BaseException:  # cancelled: nobody knows how far it came
            self._raw.terminate()
            raise

    async def _undo(self) -> None:
        try:
            await self._raw.execute("ROLLBACK")
        except BaseException:
            self._raw.terminate()
            raise


class Statement:
    """A prepared statement that runs in a transaction of its own, if in no other."""

    def __init__(self, connection: Pooled, prepared: Any) -> None:  # noqa: ANN401 - asyncpg ships no types
        self._connection = connection
        self._prepared = prepared

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - asyncpg's own
        """Return what the statement has."""
        return getattr(self._prepared, name)

    async def fetch(self, *arguments: object) -> list[Any]:
        """Run it; return its rows once they are committed."""
        async with self._connection.transacted():
            rows: list[Any] = await self._prepared.fetch(*arguments)
        return rows


class Transaction:
    """A transaction with the session's settings."""

    def __init__(self, connection: Pooled, raw: Any, settings: str) -> None:  # noqa: ANN401 - asyncpg ships no types
        self._connection = connection
        self._raw = raw
        self._settings = settings

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - asyncpg's own
        """Return what the transaction has."""
        return getattr(self._raw, name)

    async def start(self) -> None:
        """Begin it."""
        async with self._connection.kept_clean():
            await self._raw.start()
            await self._connection.execute(self._settings)


def _local(settings: Mapping[str, str]) -> str:
    """Return the statements that make settings those of a transaction; the values are our own."""
    named = ((name, value) for name, value in settings.items() if name != _OWN_NAME)
    return "; ".join(f"SET LOCAL {name} = '{value}'" for name, value in named)
