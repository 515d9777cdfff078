"""Errors as one line on stderr: what, why, what to do."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from typing import Final, Protocol, runtime_checkable
from urllib.parse import urlsplit

import asyncpg
from sqlalchemy.ext.asyncio import AsyncEngine

from worker.bilingual import Language, both, spoken
from worker.database import FORM, SESSION, dsn, make_engine, open_database, speaking_of_the_database
from worker.errors import DatabaseAwayError, DatabaseError, FlowgroupError, SettingsError
from worker.ops.refusals import in_both
from worker.ops.usage import usage_line
from worker.schema import require_current
from worker.settings import Settings

INTERRUPTED: Final = 130  # 128 + SIGINT, as shells count
STOPPED: Final = both("stopped.", "已停止。")
_RAISED: Final = "P0001"  # our own SQL functions speak in whole sentences
_WHY: Final = {
    "ConnectionRefusedError": both("connection refused", "连接被拒绝"),
    "gaierror": both("unknown host", "主机名无法解析"),
    "FileNotFoundError": both("no such socket", "没有该套接字"),
    "TimeoutError": both("no answer in 10 s", "10 秒内没有应答"),
    "PermissionError": both("no right to use the socket", "无权使用该套接字"),
}
DENIED: Final = "42501"  # SQLSTATE: a right is missing
_ADVICE: Final = {
    "08P01": both(
        "if a pooler stands before it, it must lend its servers by transaction (PgBouncer: pool_mode = transaction)",
        "若前面有连接池，须使用事务模式（PgBouncer：pool_mode = transaction）",
    ),
    "22": both(
        "a text holds what it cannot store, such as bytes that are no UTF-8; correct what was typed",
        "文本中含有无法存储的内容（如非 UTF-8 字节），请更正输入",
    ),
    "28": both(
        "user or password is wrong, correct FLOWGROUP_DATABASE_URL",
        "用户名或密码错误，请更正 FLOWGROUP_DATABASE_URL",
    ),
    "3D": both(
        "there is no such database, create it or correct FLOWGROUP_DATABASE_URL",
        "没有该数据库，请创建或更正 FLOWGROUP_DATABASE_URL",
    ),
    DENIED: both(
        "the login lacks a right, flowgroup doctor says which role it has",
        "该登录用户缺少权限，flowgroup doctor 会说明它的角色",
    ),
    "53300": both(
        "it has no connection left, raise max_connections or end other users",
        "连接数已用尽，请调高 max_connections 或断开其他用户",
    ),
    "57P03": both(
        "it is starting or stopping, try again in a moment", "正在启动或停止，请稍后再试"
    ),
}


@runtime_checkable
class UsageFault(Protocol):
    """What typer raises on wrong usage; its classes are no public names."""

    exit_code: int

    def format_message(self) -> str:
        """Say what is wrong."""


def line_of(error: BaseException, lang: Language) -> tuple[str, int] | None:
    """Return (line, exit code) of an error a person can act on; None for a defect."""
    match error:
        case FlowgroupError():
            return spoken(str(error), lang), error.exit_code
        case UsageFault():
            path = getattr(getattr(error, "ctx", None), "command_path", "flowgroup")
            return usage_line(error.format_message(), path, lang), error.exit_code
        case BaseExceptionGroup(exceptions=[only]):
            return line_of(only, lang)
        case KeyboardInterrupt() | asyncio.CancelledError():
            return spoken(STOPPED, lang), INTERRUPTED
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


_PLACE: Final = {
    "en": ("the given URL", "the local socket", "{}, database {}"),
    "zh-CN": ("所给的 URL", "本机套接字", "{}，数据库名 {}"),
}


def place(url: str, lang: Language = "en") -> str:
    """Return host, port and database of a libpq URL; never user or password."""
    unreadable, local, with_name = _PLACE[lang]
    try:
        parts = urlsplit(dsn(url))
        host = parts.netloc.rpartition("@")[2]
    except ValueError:
        return unreadable
    for option in parts.query.split("&"):
        name, _, value = option.partition("=")
        if name == "host" and not host:
            host = value
    host = host or local
    return host if parts.path in {"", "/"} else with_name.format(host, parts.path[1:])


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
    msg = both(
        f"FLOWGROUP_DATABASE_URL cannot be used: {error}; it needs the form {FORM}.",
        f"FLOWGROUP_DATABASE_URL 不可用（{error}）；格式应为 {FORM}。",
    )
    return SettingsError(msg)


def _refusal(url: str, away: DatabaseAwayError, error: BaseException) -> FlowgroupError:
    origin, where, zh = getattr(error, "orig", error), place(url), place(url, "zh-CN")
    if configuration := _configuration(error):
        return _bad_url(configuration)
    state = away.sqlstate or ""
    if state == _RAISED:
        return FlowgroupError(in_both(str(origin).partition(">: ")[2] or str(origin)))
    for prefix, advice in _ADVICE.items():
        if state.startswith(prefix):
            told = spoken(advice, "en"), spoken(advice, "zh-CN")
            refused = f"The database at {where} refuses: {told[0]}."
            return DatabaseError(both(refused, f"数据库（{zh}）拒绝：{told[1]}。"))
    why = _WHY.get(away.kind) or f"{away.kind} {state}".strip()
    told = spoken(why, "en"), spoken(why, "zh-CN")
    return DatabaseError(
        both(
            f"The database at {where} does not answer ({told[0]}): start it, or correct FLOWGROUP_DATABASE_URL.",
            f"数据库（{zh}）没有应答（{told[1]}）：请启动它，或更正 FLOWGROUP_DATABASE_URL。",
        )
    )
