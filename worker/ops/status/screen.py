"""A Night as a whole screen, from 80 by 24 cells on: what alarms stands above what merely informs."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from worker.ops.status.night import Night
from worker.ops.status.records import Status
from worker.ops.status.strip import SPAN, columns, strip
from worker.ops.status.tables import (
    bar_of,
    batch_table,
    doubt_table,
    error_lines,
    error_table,
    pause_table,
    worker_table,
)
from worker.ops.status.view import STYLES, duration, shortages, twice_table
from worker.ops.status.words import Words

_GUTTER: Final = 7  # cells of the strip's scale
_TALL: Final = 34
_WIDE: Final = 150


@dataclass(frozen=True, slots=True)
class Place:
    """The cells that there are."""

    width: int
    height: int

    @property
    def tall(self) -> bool:
        """Whether there is room for more than the least."""
        return self.height >= _TALL

    @property
    def wide(self) -> bool:
        """Whether two columns fit."""
        return self.width >= _WIDE


def screen(night: Night, place: Place, say: Words, trouble: Text | None = None) -> RenderableType:
    """Return the screen; `trouble` says that what is shown is no longer so."""
    status = night.status
    parts: list[RenderableType] = [_head(night, say)]
    if trouble is not None:
        parts.append(trouble)
    parts += [_bar(night, place, say), _counts(night, say), *_ends(night, say), _held(night, say)]
    parts += [Text(line, style="bold yellow") for line in shortages(status, say)]
    parts += [*_gap(place), *_strip(night, place, say)]
    if status.created_twice:
        parts += [*_gap(place), twice_table(status, say)]
    if status.pauses:
        parts += [*_gap(place), pause_table(status, place.width, say)]
    return Group(*parts, *_gap(place), *_tables(night, place, say))


def _tables(night: Night, place: Place, say: Words) -> Iterator[RenderableType]:
    rows, status = (12 if place.tall else 3), night.status
    width = place.width // 2 if place.wide else place.width
    left: list[RenderableType] = [batch_table(night, rows, width, say)]
    right: list[RenderableType] = []
    if status.errors:
        errors = error_table if place.tall else partial(error_lines, width=width)
        right += [errors(status, rows, say=say), *_gap(place)]
    if status.in_doubt and place.tall:
        right += [doubt_table(status, rows, say), *_gap(place)]
    workers = [worker_table(status, rows, width, say)] if place.tall else []
    if not place.wide:
        yield from (*left, *_gap(place), *right, *workers)
        return
    grid = Table.grid(expand=True, padding=(0, 3, 0, 0))
    grid.add_column(ratio=1)
    grid.add_column(ratio=1)
    grid.add_row(Group(*left, *_gap(place), *workers), Group(*right))
    yield grid


def _gap(place: Place) -> list[Text]:
    return [Text()] if place.tall else []


def _head(night: Night, say: Words) -> RenderableType:
    status = night.status
    name = say.batch.format(status.batch) if status.batch else say.tonight
    parts = ("flowgroup", name, f"{status.at.astimezone():%Y-%m-%d %H:%M:%S %z}")
    grid = Table.grid(expand=True)
    grid.add_column(ratio=1, no_wrap=True)
    grid.add_column(justify="right", no_wrap=True)
    here = f"{say.workers} {len(status.workers)} · {say.quits}"
    grid.add_row(Text(" · ".join(parts), style="bold"), Text(here, style="dim"))
    return grid


def _bar(night: Night, place: Place, say: Words) -> RenderableType:
    status = night.status
    total = max(status.total, 1)
    text = say.rows_final.format(share=status.final / total, final=status.final, total=status.total)
    grid = Table.grid(padding=(0, 2, 0, 0))
    bar = bar_of(status.final / total, min(place.width // 3, 80))
    grid.add_row(bar, Text(text, no_wrap=True))
    return grid


def _ends(night: Night, say: Words) -> Iterator[Text]:
    status = night.status
    if not status.jobs["pending"]:
        return
    now, best = (_when(status, s, say) for s in (status.eta_s, status.eta_at_limit_s))
    yield Text(f"{say.ends_at} ", style="dim").append(
        say.ends.format(now=now, best=best), style="not dim"
    )


def _when(status: Status, seconds: float | None, say: Words) -> str:
    if seconds is None:
        return say.unknown
    at = datetime.fromtimestamp(status.at.timestamp() + seconds).astimezone()
    return f"{at:%H:%M} ({duration(seconds, say)})"


def _counts(night: Night, say: Words) -> Text:
    status = night.status
    parts = [
        Text(f"{say.in_doubt if name == 'in_doubt' else name} {status.jobs[name]:,}", style=style)
        for name, style in STYLES.items()
        if status.jobs[name]
    ]
    issued = say.contracts_issued if status.batch else say.issued
    parts.append(Text(issued.format(status.contracts_issued)))
    return Text(" · ").join(parts)


def _held(night: Night, say: Words) -> Text:
    status = night.status
    calm = status.binds in {"limit", "done", "calls"}
    text = Text(f"{say.held_by} ", style="dim")
    text.append(status.binds_because, style="not dim" if calm else "not dim bold yellow")
    if status.next_step:
        text.append(f"\n{say.next}", style="not dim bold").append(status.next_step, style="not dim")
    return text


def _strip(night: Night, place: Place, say: Words) -> Iterator[Text]:
    status = night.status
    width = max(min(place.width - _GUTTER - 1, 230), 10)
    shown = columns(night.spans, status.at.timestamp(), width)
    drawn = strip(shown, status.limit, 6 if place.tall else 3)
    rates = say.rates.format(
        last_10_s=status.rate_last_10_s,
        last_60_s=status.rate_last_60_s,
        limit=status.limit,
        effective=status.limit_effective,
    )
    yield Text(f"{say.rate} ", style="dim").append(rates, style="not dim")
    for mark, line in zip(drawn.scale, drawn.lines, strict=True):
        yield Text(f"{mark:>5} ", style="dim", no_wrap=True).append("│").append(line)
    yield _axis(width, say)


def _axis(width: int, say: Words) -> Text:
    start = say.ago.format(f"{width * SPAN / 60:.0f}")
    text = Text(" " * _GUTTER + start, style="dim", no_wrap=True)
    room = _GUTTER + width - text.cell_len - Text(say.now).cell_len
    return text.append(" " * max(room, 1)).append(say.now)
