"""Connections: one AUTOCOMMIT engine per process, made from any libpq URL."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from itertools import count
from pathlib import Path

import asyncpg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from worker.bilingual import both, spoken
from worker.errors import DatabaseAwayError, DatabaseError, SettingsError
from worker.pooler import Pooled
from worker.postgres import EmbeddedPostgres

# A commit that a crash may take back is no confirmed commit, whatever the server's default says.
SESSION = {
    "application_name": "flowgroup",
    "jit": "off",
    "synchronous_commit": "on",
    "lock_timeout": "1s",
    "log_parameter_max_length_on_error": "0",
}
# Payloads name people: where the server lets this login say so, its log gets no statement and no values of ours.
QUIET = {
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "log_min_duration_sample": "-1",
    "log_transaction_sample_rate": "0",
    "log_parameter_max_length": "0",
    "log_min_messages": "fatal",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "auto_explain.log_min_duration": "-1",
}
# A pooler shows a process id that is not the server's. Its server is lent: no setting may stay there.
_LENT = "SELECT pg_backend_pid() <> $1"
_FALL_QUIET = """SELECT lent, name, CASE WHEN name IS NOT NULL THEN set_config(name, value, lent) END
FROM (SELECT pg_backend_pid() <> $1 AS lent) AS server LEFT JOIN unnest($2::text[], $3::text[]) AS quiet (name, value)
  ON (lent OR current_setting(name, true) <> value) AND has_parameter_privilege(name, 'SET')"""
# A worker's few statements find rows by key: planned once, by index, whatever the statistics say. Planning them anew
# costs as much as running them.
WORKER_SESSION = SESSION | {
    "plan_cache_mode": "force_generic_plan",
    "enable_seqscan": "off",
    "enable_hashjoin": "off",
    "enable_mergejoin": "off",
}
# What people ask names some of many filters: planned for what it names, each time.
LOOKING = SESSION | {"plan_cache_mode": "force_custom_plan"}
_STATEMENTS = count(1)
FORM = "postgresql://user:password@host:5432/database"
STATEMENT_TIMEOUT = 20.0  # s; a database that hangs is away
WRONG_STATEMENT = "42"  # SQLSTATE class: syntax, unknown names, missing rights


def data_dir() -> Path:
    """Return the folder of the embedded servers."""
    return Path.home() / ".local/share/flowgroup"


def dsn(url: str) -> str:
    """Return the URL as libpq writes it, whatever driver its scheme names.

    Raises:
        SettingsError: it is no Postgres URL.
    """
    scheme, separator, rest = url.partition("://")
    if not separator or scheme.partition("+")[0] not in {"postgres", "postgresql"}:
        msg = both(
            f"FLOWGROUP_DATABASE_URL cannot be used: it needs the form {FORM}.",
            f"FLOWGROUP_DATABASE_URL 不可用：格式应为 {FORM}。",
        )
        raise SettingsError(msg)
    return f"postgresql://{rest}"


def make_engine(
    url: str,
    *,
    pool_size: int = 20,
    session: Mapping[str, str] = SESSION,
    timeout: float | None = STATEMENT_TIMEOUT,
) -> AsyncEngine:
    """Return an engine whose every statement is its own transaction.

    `url` is anything libpq takes (sslmode, host=/socket, several hosts); asyncpg itself reads it. Connections are
    made as they are needed at once: a worker of one key holds a few, one of many keys up to `pool_size`. A statement
    that takes longer than `timeout` seconds is given up; None waits for ever.
    """
    how = {
        "async_creator_fn": _Connect(dsn(url), session, timeout),
        "prepared_statement_name_func": lambda: f"flowgroup_{next(_STATEMENTS)}",
    }
    return create_async_engine(
        "postgresql+asyncpg://",
        connect_args=how,
        isolation_level="AUTOCOMMIT",
        hide_parameters=True,
        pool_size=pool_size,
        max_overflow=0,
    )


class _Connect:
    """Makes the connections of one engine."""

    def __init__(self, address: str, session: Mapping[str, str], timeout: float | None) -> None:
        self._address = address
        self._session = session
        self._timeout = timeout
        self._bare = False

    async def __call__(self) -> asyncpg.Connection | Pooled:
        connection = await self._reach()
        try:
            lent, quiet = await _fall_quiet(connection)
            if not lent and not self._bare:
                return connection
            pooled = Pooled(connection, {**self._session, **quiet})
            await pooled.open()
        except BaseException:
            connection.terminate()
            raise
        return pooled

    async def _reach(self) -> asyncpg.Connection:
        """Connect with the session's settings; bare, once a pooler has refused them."""
        if not self._bare:
            try:
                return await self._open(self._session)
            except asyncpg.ProtocolViolationError:
                self._bare = True
        return await self._open({"application_name": self._session["application_name"]})

    async def _open(self, settings: Mapping[str, str]) -> asyncpg.Connection:
        # SQLAlchemy names and keeps the statements; what asyncpg asks by itself may meet another server each time.
        return await asyncpg.connect(
            self._address,
            timeout=10,
            command_timeout=self._timeout,
            server_settings=dict(settings),
            statement_cache_size=0,
        )


async def _fall_quiet(connection: asyncpg.Connection) -> tuple[bool, dict[str, str]]:
    """Quieten the session, or say that its server is lent; return the settings that may."""
    pid = connection.get_server_pid()
    try:
        rows = await connection.fetch(_FALL_QUIET, pid, list(QUIET), list(QUIET.values()))
    except asyncpg.UndefinedFunctionError:  # a server before version 15 grants no settings
        return bool(await connection.fetchval(_LENT, pid)), {}
    return rows[0]["lent"], {row["name"]: QUIET[row["name"]] for row in rows if row["name"]}


@contextmanager
def speaking_of_the_database() -> Iterator[None]:
    """Raise what the database or the way to it did not do as DatabaseAwayError; a wrong statement as it is."""
    try:
        yield
    except (
        DBAPIError,
        PoolTimeoutError,
        OSError,
        asyncpg.PostgresError,
        asyncpg.InterfaceError,
        asyncpg.InternalClientError,  # a connection that was cut between two messages
    ) as error:
        origin = getattr(error, "orig", None) or error
        sqlstate = getattr(origin, "sqlstate", None)
        if (sqlstate or "").startswith(WRONG_STATEMENT):
            raise
        raise DatabaseAwayError(type(origin).__name__, sqlstate) from None


@asynccontextmanager
async def open_database(url: str) -> AsyncIterator[str]:
    """Yield the URL itself, or that of the embedded server while it is needed.

    Raises:
        DatabaseError: the embedded server does not start.
    """
    if url:
        yield url
        return
    server = EmbeddedPostgres(data_dir() / "postgres")
    try:
        await asyncio.to_thread(server.__enter__)
    except OSError as error:
        english, chinese = spoken(str(error), "en"), spoken(str(error), "zh-CN")
        msg = both(
            f"The embedded Postgres did not start: {english}. Or set FLOWGROUP_DATABASE_URL to use another server.",
            f"内嵌的 Postgres 未能启动：{chinese}。也可设置 FLOWGROUP_DATABASE_URL 使用其他服务器。",
        )
        raise DatabaseError(msg) from error
    try:
        yield server.url()
    finally:
        await asyncio.to_thread(server.__exit__, None, None, None)
