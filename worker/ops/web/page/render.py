"""Templates: everything escaped, nothing missing, the same words everywhere."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final
from urllib.parse import urlencode

from aiohttp import web
from jinja2 import Environment, PackageLoader, StrictUndefined

from worker.bilingual import spoken
from worker.ops.language import Language, advice, meaning
from worker.ops.moments import NEVER, distance, endless, span
from worker.ops.web.application import SITE
from worker.ops.web.page.assets import address
from worker.ops.web.page.texts import texts
from worker.ops.web.visit import FORM, VISIT, YEAR, Visit, keep

NAVIGATION: Final = (
    ("tonight", "/"),
    ("errors", "/errors"),
    ("doubts", "/doubts"),
    ("jobs", "/jobs"),
    ("accounts", "/accounts"),
    ("workers", "/workers"),
)
_TYPED: Final = ("flowgroup ", "SELECT ", "UPDATE ")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("worker.ops.web.page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters |= {
        "moment": _moment,
        "clock": _clock,
        "span": span,
        "spoken": spoken,
        "number": "{:,}".format,
        "ago": distance,
        "meaning": meaning,
        "advice": advice,
        "steps": _steps,
        "short": _short,
        "zone": _zone,
        "query": _query,
        "seconds": lambda since, at: (at - since).total_seconds(),
    }
    environment.globals |= {"address": address, "navigation": NAVIGATION}
    return environment


def render(name: str, lang: Language, **values: Any) -> str:  # noqa: ANN401 - whatever a template needs
    """Return a template filled in, in a language."""
    return _environment().get_template(name).render(say=texts(lang), lang=lang, **values)


def page(
    request: web.Request,
    name: str,
    *,
    status: int = 200,
    **values: Any,  # noqa: ANN401 - whatever a template needs
) -> web.Response:
    """Return a whole page for the request's visitor."""
    visit: Visit = request[VISIT]
    door = request.app[SITE].door
    body = render(
        f"{name}.html",
        visit.lang,
        visit=visit,
        csrf=door.form_token(visit.form),
        here=request.path,
        back=request.path_qs,
        steers=door.steers,
        **values,
    )
    reply = web.Response(text=body, content_type="text/html", status=status)
    reply.headers["Vary"] = "Cookie, Accept-Language"
    if request.cookies.get(FORM) != visit.form:
        keep(request, reply, FORM, visit.form, YEAR)
    return reply


def _moment(at: datetime) -> str:
    """Return date, time of day and zone; Postgres' 'infinity' as such."""
    return NEVER if endless(at) else f"{at.astimezone():%Y-%m-%d %H:%M:%S} {_zone(at)}"


def _clock(at: datetime, now: datetime | None = None) -> str:
    """Return the time of day and its zone; with the date where that is another day than `now`."""
    return f"{_short(at, now)} {_zone(at)}"


def _short(at: datetime, now: datetime | None = None) -> str:
    """Return the same without the zone, for columns whose head names it."""
    local = at.astimezone()
    same = now is None or local.date() == now.astimezone().date()
    return f"{local:%H:%M}" if same else f"{local:%m-%d %H:%M}"


def _zone(at: datetime) -> str:
    """Return this machine's zone at a time: UTC, UTC+8, UTC-3:30."""
    minutes = int((at.astimezone().utcoffset() or timedelta()).total_seconds()) // 60
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes > 0 else '-'}{hours}{f':{rest:02}' if rest else ''}"


def _steps(text: str) -> list[tuple[bool, str]]:
    """Return advice line by line, and which lines are to be typed somewhere."""
    lines = [line.strip() for line in text.splitlines()]
    return [(line.startswith(_TYPED), line) for line in lines if line]


def _query(values: Mapping[str, object]) -> str:
    """Return an address's query of what is not empty."""
    return urlencode({name: value for name, value in values.items() if value not in {None, ""}})
