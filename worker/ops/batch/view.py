"""Batches for a terminal, wide or narrow."""

from collections.abc import Sequence
from datetime import datetime

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from worker.ops.batch.records import BatchStory, Progress
from worker.ops.batch.words import Words
from worker.ops.moments import moment
from worker.ops.status.view import STYLES


def listing(found: Sequence[Progress], say: Words) -> RenderableType:
    """Return a line for each batch."""
    if not found:
        return Text(say.none)
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold", pad_edge=False)
    table.add_column(say.batch, overflow="fold", ratio=1)
    for name in (say.done, say.rows, say.waits, say.in_doubt, say.refused):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column(say.ends, no_wrap=True)
    for one in found:
        numbers = (one.total, one.calls_left, one.in_doubt, one.failed + one.invalid)
        table.add_row(
            Text(one.batch or say.no_batch),
            _share(one),
            *(f"{n:,}" for n in numbers),
            _end(one, say),
        )
    return table


def telling(story: BatchStory, say: Words) -> RenderableType:
    """Return all that is known of one batch."""
    one = story.batch
    head = Text(f"{say.batch} {one.batch}: {_share(one)}", style="bold")
    parts: list[RenderableType] = [head, *_held(one, say), _counts(one)]
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim")
    for name, text in (
        (say.contracts, f"{one.contracts_issued:,}"),
        (say.ends, _at(one.eta_now)),
        (say.at_best, _at(one.eta_at_best)),
    ):
        grid.add_row(name, text)
    parts.append(grid)
    if story.errors:
        parts += [Text(), _errors(story, say)]
    return Group(*parts)


def _errors(story: BatchStory, say: Words) -> RenderableType:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold", pad_edge=False)
    table.add_column(say.errors, overflow="fold")
    for name in (say.waits, say.refused, say.in_doubt, say.row):
        table.add_column(name, justify="right")
    table.add_column("", overflow="fold", ratio=1)
    for line in story.errors:
        numbers = (line.waiting, line.failed, line.in_doubt, line.sample_job_id)
        table.add_row(Text(line.code), *(str(n or "") for n in numbers), Text(line.meaning))
    return table


def _held(one: Progress, say: Words) -> list[Text]:
    if one.held_since is None:
        return []
    reason = one.held_because or say.no_reason
    text = say.held_line.format(
        since=moment(one.held_since), by=one.held_by, reason=reason, batch=one.batch
    )
    return [Text(text, style="yellow")]


def _counts(one: Progress) -> Text:
    parts = [
        Text(f"{name} {getattr(one, name):,}", style=style)
        for name, style in STYLES.items()
        if getattr(one, name)
    ]
    return Text(" · ").join(parts)


def _share(one: Progress) -> str:
    return "-" if one.share_done is None else f"{one.share_done:.0%}"


def _end(one: Progress, say: Words) -> Text:
    if one.held_since is not None:
        return Text(say.held, style="bold yellow")
    if one.calls_left + one.sending == 0:
        return Text("")
    return Text(_at(one.eta_now))


def _at(at: datetime | None) -> str:
    return f"{at.astimezone():%m-%d %H:%M:%S %z}" if at else "-"
