"""The rate of the last minutes as a strip of blocks, under the line of the limit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from rich.text import Text

SPAN: Final = 5  # s that one column stands for
_EIGHTHS: Final = " ▁▂▃▄▅▆▇█"
_ROOM: Final = 1.15  # the limit's line stands below the top


@dataclass(frozen=True, slots=True)
class Column:
    """Calls a second of one span; `throttled`: the API's own limiter refused some."""

    rate: float
    throttled: bool = False


def columns(spans: Mapping[int, tuple[int, int]], now: float, width: int) -> list[Column]:
    """Return the last spans that are over, the newest last; `spans` holds (calls, throttled) by number."""
    last = int(now // SPAN) - 1
    found = (spans.get(number, (0, 0)) for number in range(last - width + 1, last + 1))
    return [Column(calls / SPAN, throttled > 0) for calls, throttled in found]


@dataclass(frozen=True, slots=True)
class Strip:
    """The lines, the topmost first, and what the scale beside each says."""

    lines: list[Text]
    scale: list[str]


def strip(shown: Sequence[Column], limit: float, height: int) -> Strip:
    """Draw the columns; where none hides it the limit is a dashed line."""
    top = max(limit * _ROOM, *(column.rate for column in shown), 0.1)
    eighths = [round(column.rate / top * height * 8) for column in shown]
    at = min(int(limit / top * height), height - 1)
    levels = range(height - 1, -1, -1)
    marks = {height - 1: f"{top:.0f}" if at < height - 1 else "", at: f"{limit:g}", 0: "0"}
    return Strip(
        [_line(shown, eighths, level, dashed=level == at) for level in levels],
        [marks.get(level, "") for level in levels],
    )


def _line(shown: Sequence[Column], eighths: Sequence[int], level: int, *, dashed: bool) -> Text:
    line = Text(no_wrap=True)
    for column, filled in zip(shown, eighths, strict=True):
        part = min(max(filled - level * 8, 0), 8)
        if part:
            line.append(_EIGHTHS[part], style="red" if column.throttled else "green")
        else:
            line.append("╌" if dashed else " ", style="yellow")
    return line
