"""How long each request of a list takes, on the page as it is served, where what is asked for is rare or not there."""

import re
import time
from html import unescape
from typing import Final

import aiohttp

from tests.bench.figure import Figure, at_most
from tests.support.web import web

_GOAL = at_most(300)
LISTS: Final = {
    "all": "",
    "text in no row": "text=no-such-key",
    "text in no failed row": "text=no-such-key&status=failed",
    "text in no row of a batch": "text=no-such-key&batch=night-3",
    "older than any row": "older=900d",
    "newer than 1 s": "newer=1s",
    "succeeded, behind what waits": "status=succeeded",
    "cancelled, none": "status=cancelled",
    "an account without rows": "account=none",
    "duplicate_risk, none": "duplicate_risk=1",
    "failed with duplicate_risk, none": "status=failed&duplicate_risk=1",
    "a code": "code=InternalError",
}
_FURTHER = re.compile(r'id="back-to-\d+">.*?href="([^"]*)"', re.DOTALL)


async def lists(url: str) -> list[Figure]:
    """Ask for each list until it is full or every row was looked at, as a browser goes on by itself."""
    async with web(url) as site:
        await _times(site.session, site.server.port, "")  # connections are made once
        walks = {
            name: await _times(site.session, site.server.port, query)
            for name, query in LISTS.items()
        }
    return [
        Figure(f"jobs page: {name}", max(took), "ms", _GOAL, _how(took))
        for name, took in walks.items()
    ]


async def _times(session: aiohttp.ClientSession, port: int, query: str) -> list[float]:
    """Return the milliseconds of each request."""
    took, path = list[float](), f"/jobs?{query}"
    while path:
        start = time.monotonic()
        async with session.get(f"http://127.0.0.1:{port}{path}") as reply:
            html = await reply.text()
        took.append(1000 * (time.monotonic() - start))
        assert 200 == reply.status
        further = _FURTHER.search(html)
        path = unescape(further[1]) if further else ""
    return took


def _how(took: list[float]) -> str:
    if len(took) == 1:
        return "one request"
    return f"longest of {len(took)} requests, {sum(took) / 1000:.1f} s in all"
