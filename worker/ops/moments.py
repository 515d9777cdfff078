"""Times and spans as people read them, in this machine's zone."""

from datetime import MAXYEAR, datetime
from typing import Final

from worker.ops.language import Language

NEVER: Final = "infinity"  # what the column holds, in any language
_MINUTE, _HOUR, _DAY = 60, 3600, 86_400
_AHEAD: Final = {"en": "in {}", "zh-CN": "{} 后"}
_PAST: Final = {"en": "{} ago", "zh-CN": "{} 前"}


def endless(at: datetime) -> bool:
    """Whether it is Postgres' 'infinity', which the statements cut to the last year of Python's dates."""
    return at.year == MAXYEAR


def moment(at: datetime) -> str:
    """Return date and time to the second, with the zone; Postgres' 'infinity' as such."""
    return NEVER if endless(at) else f"{at.astimezone():%Y-%m-%d %H:%M:%S %z}"


def clock(at: datetime) -> str:
    """Return the time of day."""
    return f"{at.astimezone():%H:%M:%S}"


def span(seconds: float) -> str:
    """Return a span by its two greatest units, short enough for a column: 45s, 3m20s, 2h05m, 3d04h."""
    whole = max(round(seconds), 0)
    if whole < _MINUTE:
        return f"{whole}s"
    if whole < _HOUR:
        return f"{whole // _MINUTE}m{whole % _MINUTE:02}s"
    if whole < _DAY:
        return f"{whole // _HOUR}h{whole % _HOUR // _MINUTE:02}m"
    return f"{whole // _DAY}d{whole % _DAY // _HOUR:02}h"


def distance(at: datetime, now: datetime, lang: Language) -> str:
    """Return how far a time lies ahead or back."""
    if endless(at):
        return NEVER
    seconds = (at - now).total_seconds()
    return (_AHEAD if seconds > 0 else _PAST)[lang].format(span(abs(seconds)))
