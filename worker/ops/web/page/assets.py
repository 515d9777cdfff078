"""What the browser loads beside the pages: styles, scripts, and the libraries that are kept here with them."""

from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Final

from aiohttp import web

_FILES: Final[Mapping[str, str]] = {
    "page.css": "text/css",
    "page.js": "text/javascript",
    "strip.js": "text/javascript",
    "icon.svg": "image/svg+xml",
    "vendor/htmx.min.js": "text/javascript",
    "vendor/hx-sse.min.js": "text/javascript",
    "vendor/uPlot.iife.min.js": "text/javascript",
    "vendor/uPlot.min.css": "text/css",
}
_KEPT: Final = "public, max-age=31536000, immutable"


@cache
def _read(name: str) -> tuple[bytes, str]:
    body = files("worker.ops.web").joinpath("static", *name.split("/")).read_bytes()
    return body, sha256(body).hexdigest()[:12]


def address(name: str) -> str:
    """Return where a file is served: another address whenever it changes."""
    return f"/static/{name}?{_read(name)[1]}"


async def asset(request: web.Request) -> web.Response:
    """Serve a file; browsers keep what they asked for by its whole address."""
    name = request.match_info["name"]
    if name not in _FILES:
        raise web.HTTPNotFound
    body, version = _read(name)
    kept = _KEPT if request.query_string == version else "no-cache"
    headers = {"Cache-Control": kept}
    return web.Response(body=body, content_type=_FILES[name], charset="utf-8", headers=headers)
