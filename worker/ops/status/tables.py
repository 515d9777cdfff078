"""The tables of the screen that stays; each tells how much it leaves out."""

from typing import Final

from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from worker.ops.batch.records import Progress
from worker.ops.language import advice
from worker.ops.moments import span
from worker.ops.status.night import Night
from worker.ops.status.records import CodeCount, Pause, Status
from worker.ops.status.words import Words

_ROOMY: Final = 100  # cells from which on a line holds both ends


def batch_table(night: Night, rows: int, width: int, say: Words) -> RenderableType:
    """Return a line for each batch: how far, what is left, when it ends."""
    table = _table(say.batches)
    table.columns[0].max_width = max(width // 3 - 4, 12)
    table.add_column("", no_wrap=True)
    _numbers(table, say.done, say.left, say.refused_rows, say.in_doubt)
    table.add_column(say.ends_at, no_wrap=True, min_width=8)
    if width >= _ROOMY:
        table.add_column(say.at_best, no_wrap=True, min_width=8)
    for one in night.batches[:rows]:
        share = one.share_done or 0
        bar = bar_of(share, max(width // 8 - 4, 6))
        numbers = (one.calls_left + one.sending, one.failed + one.invalid, one.in_doubt)
        cells = (_number(n) for n in numbers)
        ends = _ends(one, say)[: len(table.columns) - 6]
        table.add_row(Text(one.batch or say.no_batch), bar, f"{share:.0%}", *cells, *ends)
    return _rest(table, len(night.batches) - rows, say.more_batches)


def bar_of(share: float, width: int) -> ProgressBar:
    """Return a bar that is full at 1."""
    return ProgressBar(
        total=1, completed=share, width=width, complete_style="cyan", finished_style="green"
    )


def pause_table(status: Status, width: int, say: Words) -> Table:
    """Return the accounts that are paused: what for, since and until when, and why as far as a line holds it."""
    table = _table(say.paused)
    for name in (say.code, say.since, say.until):
        table.add_column(name, no_wrap=True)
    table.add_column(say.reason, overflow="fold")
    cells = [_pause_cells(pause, say) for pause in status.pauses]
    heads = (say.paused, say.code, say.since, say.until)
    room = width - sum(2 + max(map(cell_len, column)) for column in zip(heads, *cells, strict=True))
    for pause, (name, *others) in zip(status.pauses, cells, strict=True):
        reason = _cut(pause.reason or "", room)
        table.add_row(Text(name, style="bold yellow"), *(Text(cell) for cell in others), reason)
    return table


def _pause_cells(pause: Pause, say: Words) -> tuple[str, str, str, str]:
    name = say.all_accounts if pause.account == "*" else pause.account
    return name, pause.code, f"{pause.since.astimezone():%m-%d %H:%M}", _until(pause, say)


def error_table(status: Status, rows: int, say: Words) -> RenderableType:
    """Return each code: the calls of the last minutes, the rows that bear it, what it means and what to do."""
    table = _table(say.errors)
    _numbers(table, say.calls, say.waiting, say.failed, say.in_doubt)
    table.add_column(f"{say.meaning} → {say.todo}", ratio=1, overflow="fold")
    for line in status.errors[:rows]:
        numbers = (line.calls, line.waiting, line.failed, line.in_doubt)
        table.add_row(Text(line.code), *(_number(n) for n in numbers), _told(line, say))
    return _rest(table, len(status.errors) - rows, say.more)


def error_lines(status: Status, rows: int, width: int, say: Words) -> RenderableType:
    """Return each code on one line: the calls of the last minutes, all rows that bear it, what it means."""
    table = _table(say.errors)
    table.columns[0].max_width = width // 3
    _numbers(table, say.calls, say.rows)
    name = min(max(len(line.code) for line in status.errors[:rows]), width // 3)
    numbers = max(cell_len(say.calls), 5) + max(cell_len(say.rows), 5)
    room = max(width - name - numbers - 3 * 2, 10)
    table.add_column(f"{say.meaning} → {say.todo}", width=room, overflow="ellipsis", no_wrap=True)
    for line in status.errors[:rows]:
        counts = (line.calls, line.waiting + line.failed + line.in_doubt)
        table.add_row(Text(line.code), *(_number(n) for n in counts), _told(line, say))
    return _rest(table, len(status.errors) - rows, say.more)


def _told(line: CodeCount, say: Words) -> Text:
    text = Text(line.meaning)
    if line.failed or line.in_doubt:
        todo = " ".join(advice(line.code, say.lang).split())
        text.append(f" → {todo}", style="dim")
    return text


def _number(n: int) -> str:
    return f"{n:,}" if n else "·"


def doubt_table(status: Status, rows: int, say: Words) -> RenderableType:
    """Return the oldest rows in doubt, and from when on not_created is accepted."""
    table = _table(say.doubts)
    for name in (say.code, say.since, say.not_created_from):
        table.add_column(name, no_wrap=True, overflow="ellipsis")
    for doubt in status.in_doubt[:rows]:
        since, safe = (f"{t.astimezone():%H:%M}" for t in (doubt.since, doubt.not_created_from))
        table.add_row(Text(str(doubt.id), style="yellow"), Text(doubt.code), since, safe)
    return _rest(table, status.jobs["in_doubt"] - min(len(status.in_doubt), rows), say.more)


def worker_table(status: Status, rows: int, width: int, say: Words) -> RenderableType:
    """Return the workers that live."""
    table = _table(say.workers)
    _numbers(table, say.in_flight)
    table.add_column(say.state, overflow="fold")
    for worker in status.workers[:rows]:
        silent = span(max((status.at - worker.last_seen).total_seconds(), 0))
        name = f"{worker.host}:{worker.pid}"
        room = width - max(cell_len(name), cell_len(say.workers)) - cell_len(say.in_flight) - 4
        state = _cut(worker.stopped or say.seen.format(silent), room)
        if worker.stopped:
            state.stylize("yellow")
        table.add_row(Text(name), str(worker.in_flight), state)
    if not status.workers:
        table.add_row(Text(say.no_workers, style="bold yellow"))
    return _rest(table, len(status.workers) - rows, say.more)


def _cut(text: str, width: int) -> Text:
    cut = Text(text)
    cut.truncate(max(width, 12), overflow="ellipsis")
    return cut


def _until(pause: Pause, say: Words) -> str:
    if pause.probe_at:
        return say.until_probe.format(f"{pause.probe_at.astimezone():%H:%M:%S}")
    return f"{pause.until.astimezone():%m-%d %H:%M}" if pause.until else say.until_resume


def _ends(one: Progress, say: Words) -> tuple[Text, Text]:
    if one.held_since is not None:
        return Text(say.held, style="bold yellow"), Text()
    if one.calls_left + one.sending == 0:
        return Text(say.done, style="green"), Text()
    now, best = (
        f"{at.astimezone():%H:%M:%S}" if at else "-" for at in (one.eta_now, one.eta_at_best)
    )
    return Text(now), Text(best, style="dim")


def _table(first: str) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold", pad_edge=False)
    table.add_column(first, overflow="ellipsis", no_wrap=True)
    return table


def _numbers(table: Table, *names: str) -> None:
    for name in names:
        table.add_column(name, justify="right", no_wrap=True, min_width=max(cell_len(name), 5))


def _rest(table: Table, more: int, words: str) -> RenderableType:
    return Group(table, Text(words.format(more), style="dim")) if more > 0 else table
