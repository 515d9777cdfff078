"""The application: health, metrics, and the parts that are mounted beside them."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final, Protocol, TypeAlias

from aiohttp import web
from prometheus_client import CollectorRegistry
from sqlalchemy.ext.asyncio import AsyncEngine

from worker import events
from worker.bilingual import both
from worker.ops.language import Language
from worker.ops.web.access import PUBLIC
from worker.ops.web.exposition import Exposition
from worker.ops.web.figures import FiguresReader
from worker.ops.web.ready import REASONS, Readiness
from worker.ops.web.visit import VISIT, Door
from worker.settings import Settings

_DEFECT: Final = both(
    "500: a defect; the worker's log names it.", "500：程序缺陷，工作进程日志中有记录。\n"
)
_LOCAL_ONLY: Final = both(
    "This address is for 127.0.0.1 and localhost alone.",
    "此地址仅供 127.0.0.1 和 localhost 使用。\n",
)
_NO_TOKEN: Final = both(
    "A token is needed: Authorization: Bearer …", "需要令牌：Authorization: Bearer …\n"
)
MOST_BYTES: Final = 256 * 1024  # of a request's body
Handler: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True)
class Site:
    """What the pages may use.

    Attributes:
        engine: A few connections of their own, AUTOCOMMIT, each statement 3 s at most.
        settings: With the database's URL as it is used.
        registry: Of the metrics.
        figures: The second's look at the tables.
        readiness: Whether the process is ready, and why not.
        exposition: The metrics as text.
        door: Who visits, and may do what.
        lang: Of a page that nobody chose another for.
        listener: Takes what goes wrong here.
    """

    engine: AsyncEngine
    settings: Settings
    registry: CollectorRegistry
    figures: FiguresReader
    readiness: Readiness
    exposition: Exposition
    door: Door
    lang: Language
    listener: events.Listener


SITE: Final = web.AppKey("site", Site)
Part: TypeAlias = Callable[[web.Application], None]
"""Adds its routes to the application, which holds the site under `SITE`."""

OPEN: Final = ("/static/", "/login", "/prefs")  # where a visitor without rights finds the way in


class Ask(Protocol):
    """Makes the page that asks a person for the token."""

    def __call__(self, request: web.Request) -> web.Response:
        """Make it."""


class Fault(Protocol):
    """Tells a visitor what is wrong with what was asked for."""

    def __call__(self, request: web.Request, reply: web.HTTPException) -> web.Response:
        """Tell it: as a page, or the reply itself."""


ASK: Final[web.AppKey[Ask]] = web.AppKey("ask")
FAULT: Final[web.AppKey[Fault]] = web.AppKey("fault")
HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


def make_app(site: Site, *parts: Part) -> web.Application:
    """Return the application with health, metrics and the parts."""
    app = web.Application(middlewares=[_calm, _guarded], client_max_size=MOST_BYTES)
    app[SITE] = site
    app.router.add_get("/healthz", _healthz)
    app.router.add_get("/readyz", _readyz)
    app.router.add_get("/metrics", _metrics)
    for part in parts:
        part(app)
    return app


@web.middleware
async def _calm(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer a defect of a page by 500, without a word of what it was about."""
    try:
        return await handler(request)
    except web.HTTPException:
        raise
    except Exception as error:  # noqa: BLE001 - no page may end the worker, or print what it read
        if request.transport is None or request.transport.is_closing():
            return web.Response(status=400)  # the visitor left; nobody reads this
        request.app[SITE].listener(events.Defect("http", type(error).__name__))
        return web.Response(status=500, text=_DEFECT)


@web.middleware
async def _guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Ask for the token, but for health; add what every answer tells the browser."""
    try:
        response = await _let_in(request, handler)
    except web.HTTPException as reply:
        response = _told(request, reply)
        _tell(response)
        if response is reply:
            raise
    if not response.prepared:
        _tell(response)
    return response


def _told(request: web.Request, reply: web.HTTPException) -> web.Response:
    """Return the reply for people, who are known by then unless their very address is refused."""
    if VISIT in request and FAULT in request.app:
        return request.app[FAULT](request, reply)
    return reply


async def _let_in(request: web.Request, handler: Handler) -> web.StreamResponse:
    if request.path in PUBLIC:
        return await handler(request)
    door = request.app[SITE].door
    if not door.knows(request.host):
        raise web.HTTPMisdirectedRequest(text=_LOCAL_ONLY)
    visit = request[VISIT] = door.visit(request)
    if any("\0" in value for value in request.query.values()):
        raise web.HTTPBadRequest(text=both("The address holds a NUL.", "地址中含有 NUL 字符。\n"))
    if visit.may_read or request.path.startswith(OPEN):
        return await handler(request)
    if "text/html" in request.headers.get("Accept", "") and ASK in request.app:
        return request.app[ASK](request)
    raise web.HTTPUnauthorized(headers={"WWW-Authenticate": "Bearer"}, text=_NO_TOKEN)


def _tell(response: web.StreamResponse) -> None:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)


async def _healthz(_: web.Request) -> web.Response:
    return web.json_response({"alive": True})


async def _readyz(request: web.Request) -> web.Response:
    reason = await request.app[SITE].readiness.fault()
    if reason is None:
        return web.json_response({"ready": True})
    message, message_zh = REASONS[reason]
    told = {"ready": False, "reason": reason, "message": message, "message_zh": message_zh}
    return web.json_response(told, status=503)


async def _metrics(request: web.Request) -> web.Response:
    accept = request.headers.get("Accept", "")
    body, content_type = await request.app[SITE].exposition.text(accept)
    return web.Response(body=body, headers={"Content-Type": content_type})
