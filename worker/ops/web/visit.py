"""Who visits: language, colours, rights; and the cookies that carry them."""

import hmac
import secrets
from dataclasses import dataclass
from hashlib import sha256
from typing import Final, Literal, TypeAlias

from aiohttp import web

from worker.clock import Clock
from worker.endpoint import is_loopback
from worker.ops.language import Language
from worker.ops.web.access import Access, Right, bearer

Scheme: TypeAlias = Literal["auto", "light", "dark"]
LANG, SCHEME, SESSION, FORM = (
    f"flowgroup_{name}" for name in ("lang", "scheme", "session", "form")
)
ALLOWED: Final[dict[Right, frozenset[Right]]] = {
    "read": frozenset({"read"}),
    "steer": frozenset({"read", "steer"}),
}
HOURS: Final = 12 * 3600
YEAR: Final = 365 * 86_400


@dataclass(frozen=True, slots=True)
class Visit:
    """One request's visitor.

    Attributes:
        lang: Whose words.
        scheme: Chosen colours; `auto` follows the system.
        rights: What may be done.
        form: Random value of the visitor's own cookie, from which form tokens are made.
        known: Whether the rights come of a session's cookie, so that it can be ended.
    """

    lang: Language
    scheme: Scheme
    rights: frozenset[Right]
    form: str
    known: bool

    @property
    def may_read(self) -> bool:
        """Whether anything may be shown."""
        return "read" in self.rights

    @property
    def may_steer(self) -> bool:
        """Whether anything may be changed."""
        return "steer" in self.rights


VISIT: Final = web.RequestKey("visit", Visit)


class Door:
    """Makes and judges cookies. Its key comes of the tokens: who changes them ends every session."""

    def __init__(
        self, access: Access, clock: Clock, chosen: Language | None, otherwise: Language
    ) -> None:
        self._access = access
        self._clock = clock
        self._chosen = chosen
        self._otherwise = otherwise
        self._key = access.digest() or secrets.token_bytes(32)

    def visit(self, request: web.Request) -> Visit:
        """Read the request's cookies, or its bearer token."""
        right = self._right(request.cookies.get(SESSION, ""))
        rights = self._access.rights(bearer(request)) | (ALLOWED[right] if right else frozenset())
        scheme = request.cookies.get(SCHEME)
        chosen: Scheme = "light" if scheme == "light" else "dark" if scheme == "dark" else "auto"
        form = request.cookies.get(FORM) or secrets.token_urlsafe(24)
        return Visit(self._language(request), chosen, rights, form, known=right is not None)

    @property
    def steers(self) -> bool:
        """Whether there is a token for steering at all."""
        return self._access.steers

    def knows(self, host: str) -> bool:
        """Whether a page may be asked for by this name; where anybody may read, only by this machine's own.

        Else a name of somebody else's that leads here would let his pages read ours.
        """
        if self._access.needs_token:
            return True
        name, _, port = host.rpartition(":")
        return is_loopback((name if name and port.isdecimal() else host).strip("[]").lower())

    def opens(self, token: str) -> Right | None:
        """Return the greatest right that a token gives, None if it gives none of its own."""
        shown = self._access.rights(token)
        if "steer" in shown:
            return "steer"
        return "read" if "read" in shown and self._access.needs_token else None

    def session(self, right: Right) -> str:
        """Return the value of a session's cookie."""
        said = f"{right}.{int(self._clock.wall()) + HOURS}.{secrets.token_urlsafe(12)}"
        return f"{said}.{self._sign(said)}"

    def form_token(self, form: str) -> str:
        """Return what a form must bring back beside its visitor's cookie."""
        return self._sign(f"form:{form}")

    def brought(self, request: web.Request, token: object) -> bool:
        """Whether a form was made for this very visitor."""
        form = request.cookies.get(FORM, "")
        if not form or not isinstance(token, str):
            return False
        return hmac.compare_digest(self.form_token(form).encode(), token.encode(errors="replace"))

    def _right(self, cookie: str) -> Right | None:
        said, _, signed = cookie.rpartition(".")
        shown = signed.encode(errors="replace")
        if not said or not hmac.compare_digest(self._sign(said).encode(), shown):
            return None
        right, until, _ = said.split(".", 2)
        if not int(until) > self._clock.wall():
            return None
        return "steer" if right == "steer" else "read"

    def _sign(self, text: str) -> str:
        return hmac.new(self._key, text.encode(errors="replace"), sha256).hexdigest()

    def _language(self, request: web.Request) -> Language:
        wanted = [request.cookies.get(LANG, ""), self._chosen or ""]
        wanted += request.headers.get("Accept-Language", "").split(",")
        for name in wanted:
            match name.strip().lower()[:2]:
                case "zh":
                    return "zh-CN"
                case "en":
                    return "en"
                case _:
                    pass
        return self._otherwise


def keep(request: web.Request, reply: web.StreamResponse, name: str, value: str, age: int) -> None:
    """Set a cookie that no script reads and no other site sends."""
    secure = request.secure
    reply.set_cookie(name, value, max_age=age, httponly=True, samesite="Strict", secure=secure)
