"""Whether the API can be reached, and how far this machine's clock is from its own.

One unsigned GET: it names nobody and creates nothing. The Date header is in whole seconds (RFC 9110,
section 5.6.7), so half a second is added.
"""

from email.utils import parsedate_to_datetime
from typing import Final

import aiohttp

from worker.clock import Clock
from worker.ops.doctor.finding import Finding, fail, ok, warn
from worker.ops.doctor.tables import judged

_TIMEOUT: Final = aiohttp.ClientTimeout(total=10)


async def reach(endpoint: str, clock: Clock) -> list[Finding]:
    """Ask the endpoint for its Date header."""
    before = clock.wall()
    try:
        async with (
            aiohttp.ClientSession(timeout=_TIMEOUT, trust_env=False) as session,
            session.get(endpoint, allow_redirects=False) as answer,
        ):
            date = answer.headers.get("Date")
            took = clock.wall() - before
    except (aiohttp.ClientError, OSError) as error:
        todo = "check DNS, firewall and FLOWGROUP_ENDPOINT; a worker uses no proxy"
        return [fail("API", f"{endpoint} cannot be reached: {_why(error)}", todo)]
    reached = ok("API", f"{endpoint} answers in {took * 1000:.0f} ms")
    off = _off(date, before + took / 2)
    if off is None:
        todo = "check the clock by hand: more than 300 s off is refused"
        return [reached, warn("API clock", "it sent no Date header", todo)]
    return [reached, judged("clock", off, "the API's")]


def _off(date: str | None, local: float) -> float | None:
    try:
        return local - parsedate_to_datetime(date).timestamp() - 0.5 if date else None
    except ValueError:
        return None


def _why(error: Exception) -> str:
    return str(error) or type(error).__name__
