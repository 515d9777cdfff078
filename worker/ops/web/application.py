"""The application: health, metrics, and the parts that are mounted beside them."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

from aiohttp import web
from prometheus_client import CollectorRegistry
from sqlalchemy.ext.asyncio import AsyncEngine

from worker import events
from worker.ops.language import Language
from worker.ops.web.access import PUBLIC, Access, bearer
from worker.ops.web.exposition import Exposition
from worker.ops.web.figures import FiguresReader
from worker.ops.web.ready import REASONS, Readiness
from worker.settings import Settings

MOST_BYTES: Final = 256 * 1024  # of a request's body
Handler: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True)
class Site:
    """What the pages may use.

    Attributes:
        engine: Two connections of their own, AUTOCOMMIT, each statement 3 s at most.
        settings: With the database's URL as it is used.
        registry: Of the metrics.
        figures: The second's look at the tables.
        readiness: Whether the process is ready, and why not.
        exposition: The metrics as text.
        access: Who may do what.
        lang: Of a page that nobody chose another for.
        listener: Takes what goes wrong here.
    """

    engine: AsyncEngine
    settings: Settings
    registry: CollectorRegistry
    figures: FiguresReader
    readiness: Readiness
    exposition: Exposition
    access: Access
    lang: Language
    listener: events.Listener


SITE: Final = web.AppKey("site", Site)
Part: TypeAlias = Callable[[web.Application], None]
"""Adds its routes to the application, which holds the site under `SITE`."""


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
        request.app[SITE].listener(events.Defect("http", type(error).__name__))
        return web.Response(status=500, text="500: Internal Server Error")


@web.middleware
async def _guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Ask for the token, but for health."""
    open_to_all = request.path in PUBLIC
    if not open_to_all and not request.app[SITE].access.rights(bearer(request)):
        text = "A token is needed: Authorization: Bearer … / 需要令牌：Authorization: Bearer …\n"
        raise web.HTTPUnauthorized(headers={"WWW-Authenticate": "Bearer"}, text=text)
    response = await handler(request)
    if not response.prepared:
        response.headers.setdefault("Cache-Control", "no-store")
    return response


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
