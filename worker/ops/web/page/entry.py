"""The way in and out, and what a visitor chose: each POST brings back its form's token."""

from typing import Final

from aiohttp import web
from aiohttp.http import HttpProcessingError

from worker.bilingual import both
from worker.ops.web.application import SITE
from worker.ops.web.page.render import page
from worker.ops.web.visit import HOURS, LANG, SCHEME, SESSION, YEAR, keep

NO_FORM: Final = both(
    "This is no form of this page: go back, reload, send it again.",
    "这不是本页的表单：请返回、刷新后重新提交。\n",
)
OUT_OF_DATE: Final = both(
    "The form is out of date: go back, reload, send it again.",
    "表单已过期：请返回、刷新后重新提交。\n",
)
_CHOICES: Final = {
    LANG: {"en", "zh-CN"},
    SCHEME: {"auto", "light", "dark"},
}


async def posted(request: web.Request) -> dict[str, str]:
    """Return a form's fields.

    Raises:
        HTTPBadRequest: it is no form, or holds what no text may.
        HTTPForbidden: it was not made here for this visitor.
    """
    try:
        form = {name: str(value) for name, value in (await request.post()).items()}
    except (ValueError, LookupError, HttpProcessingError, web.RequestPayloadError):
        raise web.HTTPBadRequest(text=NO_FORM) from None
    if any("\0" in value for value in form.values()):
        raise web.HTTPBadRequest(text=NO_FORM)
    if not request.app[SITE].door.brought(request, form.pop("csrf", None)):
        raise web.HTTPForbidden(text=OUT_OF_DATE)
    return form


def ask(request: web.Request) -> web.Response:
    """Ask for the token in place of the page that was wanted."""
    reply = page(request, "login", status=401, wrong=False, wanted=request.path_qs)
    reply.headers["WWW-Authenticate"] = "Bearer"
    return reply


async def login(request: web.Request) -> web.Response:
    """Take a token, and give a session for it."""
    if request.method == "GET":
        return page(request, "login", wrong=False, wanted=local(request.query.get("wanted")))
    form = await posted(request)
    wanted = local(form.get("wanted"))
    door = request.app[SITE].door
    right = door.opens(form.get("token", ""))
    if right is None:
        return page(request, "login", status=403, wrong=True, wanted=wanted)
    reply = _see(wanted)
    keep(request, reply, SESSION, door.session(right), HOURS)
    return reply


async def logout(request: web.Request) -> web.Response:
    """Forget the session."""
    await posted(request)
    reply = _see("/")
    reply.del_cookie(SESSION, httponly=True, samesite="Strict")
    return reply


async def prefs(request: web.Request) -> web.Response:
    """Keep the language or the colours that were chosen."""
    form = await posted(request)
    reply = _see(local(form.get("back")))
    for name, values in _CHOICES.items():
        if form.get(name) in values:
            keep(request, reply, name, form[name], YEAR)
    return reply


def local(address: str | None) -> str:
    """Return an address of this page, whatever was named."""
    plain = address or "/"
    outside = not plain.startswith("/") or plain.startswith(("//", "/\\")) or "\n" in plain
    return "/" if outside else plain


def _see(address: str) -> web.Response:
    return web.Response(status=303, headers={"Location": address})
