"""Quotas for a terminal, wide or narrow."""

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from worker.ops.language import Language
from worker.ops.quota.records import Quota
from worker.ops.quota.words import clock, shortage, words


def view(quotas: Sequence[Quota], lang: Language) -> RenderableType:
    """Return a line for each account, and below what falls short."""
    say = words(lang)
    if not quotas:
        return Text(say.none)
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold", pad_edge=False)
    table.add_column(say.account, overflow="fold")
    for name in (say.told, say.issued, say.left, say.waiting, say.in_doubt):
        table.add_column(name, justify="right", overflow="fold")
    for name in (say.state, say.at, say.by):
        table.add_column(name, overflow="fold")
    for one in quotas:
        numbers = (one.told, one.issued, one.units_left, one.waiting)
        table.add_row(
            Text(one.account),
            *(f"{n:,}" for n in numbers),
            say.doubts.format(one.in_doubt) if one.in_doubt else "0",
            _state(one, lang),
            clock(one.told_at),
            Text(one.told_by),
        )
    lines = [Text(line, style="yellow") for one in quotas if (line := shortage(one, lang))]
    return Group(table, *lines)


def _state(quota: Quota, lang: Language) -> Text:
    say = words(lang)
    if quota.enough:
        return Text(say.enough, style="green")
    return Text(say.short.format(missing=quota.missing), style="bold yellow")
