"""People who visit the page by HTTP."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

import aiohttp

from tests.support.web import Web, web

CHROMIUM: Final = "/usr/bin/chromium"
ARGUMENTS: Final = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-default-apps", "--no-first-run", "--disable-dev-shm-usage",
)  # fmt: skip
TOKENS: Final[dict[str, Any]] = {"http_token": "read-me", "http_steer_token": "steer-me"}
_FORM = re.compile(r'name="csrf" value="([0-9a-f]+)"')


@dataclass
class Visitor:
    """A browser without a browser: keeps cookies, posts forms with the token that they came with."""

    page: Web
    session: aiohttp.ClientSession

    def address(self, path: str) -> str:
        return f"http://127.0.0.1:{self.page.server.port}{path}"

    async def get(self, path: str, **headers: str) -> tuple[int, str]:
        shown = {"Accept": "text/html", **headers}
        async with self.session.get(self.address(path), headers=shown, allow_redirects=False) as r:
            return r.status, await r.text()

    async def post(self, path: str, form: str = "/login", **fields: str) -> tuple[int, str]:
        """Send a form with the token of the page `form`."""
        _, html = await self.get(form)
        found = _FORM.search(html)
        assert found
        data = {"csrf": found[1], **fields}
        async with self.session.post(self.address(path), data=data, allow_redirects=False) as r:
            return r.status, await r.text()

    async def sign_in(self, token: str) -> int:
        return (await self.post("/login", token=token, wanted="/"))[0]


@asynccontextmanager
async def visiting(url: str, **settings: Any) -> AsyncIterator[Visitor]:  # noqa: ANN401 - settings
    """Visit a page of these settings."""
    jar = aiohttp.CookieJar(unsafe=True)
    async with web(url, **settings) as page, aiohttp.ClientSession(cookie_jar=jar) as session:
        yield Visitor(page, session)
