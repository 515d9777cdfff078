"""Starts what FLOWGROUP_HTTP asks for beside a worker, and ends it after it."""

import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Final

from worker import events
from worker.endpoint import is_loopback, listening
from worker.errors import FlowgroupError, SettingsError
from worker.ops.language import Language, language
from worker.ops.web.watch import Watch
from worker.settings import Settings

_OPEN: Final[Mapping[Language, str]] = {
    "en": (
        "FLOWGROUP_HTTP {} can be reached from other machines, and FLOWGROUP_HTTP_TOKEN is not set: "
        "set it, or listen on 127.0.0.1."
    ),
    "zh-CN": (
        "FLOWGROUP_HTTP {} 可被其他机器访问，但未设置 FLOWGROUP_HTTP_TOKEN："
        "请设置该令牌，或改为监听 127.0.0.1。"
    ),
}
_TAKEN: Final[Mapping[Language, str]] = {
    "en": "FLOWGROUP_HTTP {} cannot be listened on ({}): free the port, or name another.",
    "zh-CN": "FLOWGROUP_HTTP {} 无法监听（{}）：请释放该端口，或改用其他地址。",
}


def require_guarded(settings: Settings, environ: Mapping[str, str]) -> None:
    """Refuse an address that others reach while reading takes no token.

    Raises:
        SettingsError: it is one.
    """
    if settings.http and settings.http_token is None:
        host, _ = listening(settings.http)
        if not is_loopback(host):
            raise SettingsError(_OPEN[language(settings, environ)].format(settings.http))


def _why(error: Exception) -> str:
    """Return the system's own words, without what asyncio puts around them."""
    number = getattr(error, "errno", None) or 0
    plain = os.strerror(number) if number > 0 else getattr(error, "strerror", None)
    return plain or type(error).__name__


@asynccontextmanager
async def serving(
    settings: Settings, environ: Mapping[str, str], listener: events.Listener, *, sends: bool
) -> AsyncIterator[Watch]:
    """Serve health and metrics of a process while it works; its watch does nothing where none is asked for.

    Args:
        settings: With the database's URL as it is used.
        environ: Says the language.
        listener: Takes what goes wrong with a page.
        sends: Whether the process is there to send.

    Raises:
        SettingsError: others could read without a token.
        FlowgroupError: the address cannot be listened on.
    """
    require_guarded(settings, environ)
    if not settings.http:
        yield Watch()
        return
    # Half a megabyte that a worker without pages need not hold.
    from worker.ops.web.server import open_server  # noqa: PLC0415

    lang = language(settings, environ)
    try:
        server = await open_server(settings, lang, listener, sends=sends)
    except (OSError, UnicodeError) as error:  # the second: a host that is too long to be a name
        why = _why(error)
        raise FlowgroupError(_TAKEN[lang].format(settings.http, why)) from None
    try:
        yield server.watch
    finally:
        await server.close()
