"""What is wrong with an address or a form: a page for a person, one line in both languages for a script."""

from http import HTTPStatus
from typing import Final

from aiohttp import web

from worker.bilingual import both, spoken
from worker.ops.language import Language
from worker.ops.web.page.render import page
from worker.ops.web.page.texts import texts
from worker.ops.web.visit import VISIT

_BOTH: Final[tuple[Language, Language]] = ("en", "zh-CN")
_NAMED: Final = frozenset({HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND})


def fault(request: web.Request, reply: web.HTTPException) -> web.Response:
    """Return the answer in the visitor's language where it is a page, in both where it is a line."""
    if reply.text == f"{reply.status}: {reply.reason}":  # the library's own words
        reply.text = both(*(f"{reply.status}: {_hint(reply, lang)}" for lang in _BOTH)) + "\n"
    if "text/html" not in request.headers.get("Accept", ""):
        return reply
    lang = request[VISIT].lang
    told = spoken((reply.text or "").strip(), lang).removeprefix(f"{reply.status}: ")
    return page(request, "fault", status=reply.status, title=_title(reply, lang), told=told)


def _title(reply: web.HTTPException, lang: Language) -> str:
    return texts(lang)[f"fault_{reply.status}" if reply.status in _NAMED else "fault_other"]


def _hint(reply: web.HTTPException, lang: Language) -> str:
    return texts(lang)["hint_404" if reply.status == HTTPStatus.NOT_FOUND else "hint_other"]
