"""Errors as one line on stderr: what, why, what to do."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from typing import Final, Protocol, runtime_checkable
from urllib.parse import urlsplit

import asyncpg
from sqlalchemy.ext.asyncio import AsyncEngine

from worker.database import SESSION, dsn, make_engine, open_database, speaking_of_the_database
from worker.errors import DatabaseAwayError, DatabaseError, FlowgroupError, SettingsError
from worker.schema import require_current
from worker.settings import Settings

INTERRUPTED: Final = 130  # 128 + SIGINT, as shells count
_RAISED: Final = "P0001"  # our own SQL functions speak in whole sentences
_WHY: Final = {
    "ConnectionRefusedError": "connection refused",
    "gaierror": "unknown host",
    "FileNotFoundError": "no such socket",
    "TimeoutError": "no answer in 10 s",
    "PermissionError": "no right to use the socket",
}
DENIED: Final = "42501"  # SQLSTATE: a right is missing
_ADVICE: Final = {
    "28": "user or password is wrong, correct FLOWGROUP_DATABASE_URL",
    "3D": "there is no such database, create it or correct FLOWGROUP_DATABASE_URL",
    DENIED: "the login lacks a right, flowgroup doctor says which role it has",
    "53300": "it has no connection left, raise max_connections or end other users",
    "57P03": "it is starting or stopping, try again in a moment",
}


@runtime_checkable
class UsageFault(Protocol):
    """What typer raises on wrong usage; its classes are no public names."""

    exit_code: int

    def format_message(self) -> str:
        """Say what is wrong."""


def line_of(error: BaseException) -> tuple[str, int] | None:
    """Return (line, exit code) of an error a person can act on; None for a defect."""
    match error:
        case FlowgroupError():
            return str(error), error.exit_code
        case UsageFault():
            path = getattr(getattr(error, "ctx", None), "command_path", "flowgroup")
            return f"{error.format_message().rstrip('.')}. See: {path} --help", error.exit_code
        case BaseExceptionGroup(exceptions=[only]):
            return line_of(only)
        case KeyboardInterrupt() | asyncio.CancelledError():
            return "stopped.", INTERRUPTED
        case _:
            return None


@contextmanager
def database_named(url: str) -> Iterator[None]:
    """Turn errors of the database into one that names it, without user and password.

    Raises:
        SettingsError: the URL cannot be used.
        DatabaseError: the database is away, or refuses.
    """
    try:
        yield
    except FlowgroupError as error:
        if isinstance(error, DatabaseAwayError):
            raise _refusal(url, error, error) from None
        raise
    except Exception as error:  # noqa: BLE001 - what is not the database's goes on as it is
        if _state(error) == DENIED:
            raise _refusal(url, DatabaseAwayError("", DENIED), error) from None
        try:
            with speaking_of_the_database():
                raise
        except DatabaseAwayError as away:
            raise _refusal(url, away, error) from None


@asynccontextmanager
async def connected(
    settings: Settings, session: Mapping[str, str] = SESSION
) -> AsyncIterator[AsyncEngine]:
    """Yield an engine on the database of the settings, once its schema is known to fit.

    Raises:
        SettingsError: the URL cannot be used.
        DatabaseError: the database is away, or its schema behind or ahead.
    """
    async with open_database(settings.database_url) as url:
        with database_named(url):
            require_usable(url)
            engine = make_engine(url, session=session)
            try:
                await require_current(engine)
                yield engine
            finally:
                await engine.dispose()


def place(url: str) -> str:
    """Return host, port and database of a libpq URL; never user or password."""
    try:
        parts = urlsplit(dsn(url))
        host = parts.netloc.rpartition("@")[2]
    except ValueError:
        return "the given URL"
    for option in parts.query.split("&"):
        name, _, value = option.partition("=")
        if name == "host" and not host:
            host = value
    return f"{host or 'the local socket'}{'' if parts.path in {'', '/'} else f', database {parts.path[1:]}'}"


def require_usable(url: str) -> None:
    """Judge the form of a URL.

    Raises:
        SettingsError: it is no Postgres URL.
    """
    try:
        urlsplit(dsn(url)).port  # noqa: B018 - reading it judges it
    except ValueError as error:
        raise _bad_url(error) from None


def _state(error: Exception) -> str | None:
    return getattr(getattr(error, "orig", error), "sqlstate", None)


def _configuration(error: BaseException) -> BaseException | None:
    found: BaseException | None = error
    while found and not isinstance(found, asyncpg.exceptions.ClientConfigurationError):
        found = found.__cause__ or found.__context__
    return found


def _bad_url(error: BaseException) -> SettingsError:
    msg = f"FLOWGROUP_DATABASE_URL cannot be used: {error}; it needs the form postgresql://user:password@host:5432/database."
    return SettingsError(msg)


def _refusal(url: str, away: DatabaseAwayError, error: BaseException) -> FlowgroupError:
    origin = getattr(error, "orig", error)
    if configuration := _configuration(error):
        return _bad_url(configuration)
    state = away.sqlstate or ""
    if state == _RAISED:
        return FlowgroupError(str(origin).partition(">: ")[2] or str(origin))
    for prefix, advice in _ADVICE.items():
        if state.startswith(prefix):
            return DatabaseError(f"The database at {place(url)} refuses: {advice}.")
    why = _WHY.get(away.kind) or f"{away.kind} {state}".strip()
    msg = f"The database at {place(url)} does not answer ({why}): start it, or correct FLOWGROUP_DATABASE_URL."
    return DatabaseError(msg)
