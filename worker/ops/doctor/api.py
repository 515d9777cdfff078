"""Whether the API can be reached, and how far this machine's clock is from its own.

One unsigned GET: it names nobody and creates nothing. The Date header is in whole seconds (RFC 9110,
section 5.6.7), so half a second is added.
"""

from email.utils import parsedate_to_datetime
from typing import Final

import aiohttp

from worker.bilingual import both
from worker.clock import Clock
from worker.ops.doctor.finding import Finding, fail, ok, warn
from worker.ops.doctor.tables import judged

_UNREACHED: Final = both(
    "check DNS, firewall and FLOWGROUP_ENDPOINT; a worker uses no proxy",
    "请检查 DNS、防火墙和 FLOWGROUP_ENDPOINT；工作进程不使用代理",
)
_CLOCK: Final = both("API clock", "接口时钟")
_NO_DATE: Final = both("it sent no Date header", "应答中没有 Date 头")
_BY_HAND: Final = both(
    "check the clock by hand: more than 300 s off is refused",
    "请手工核对时钟：偏差超过 300 秒会被拒绝",
)
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
        found = both(
            f"{endpoint} cannot be reached: {_why(error)}", f"无法连接 {endpoint}：{_why(error)}"
        )
        return [fail("API", found, _UNREACHED)]
    ms = f"{took * 1000:.0f}"
    reached = ok("API", both(f"{endpoint} answers in {ms} ms", f"{endpoint} 在 {ms} 毫秒内应答"))
    off = _off(date, before + took / 2)
    if off is None:
        return [reached, warn(_CLOCK, _NO_DATE, _BY_HAND)]
    return [reached, judged(both("clock", "时钟"), off, both("the API's", "接口的时钟"))]


def _off(date: str | None, local: float) -> float | None:
    try:
        return local - parsedate_to_datetime(date).timestamp() - 0.5 if date else None
    except ValueError:
        return None


def _why(error: Exception) -> str:
    return str(error) or type(error).__name__
