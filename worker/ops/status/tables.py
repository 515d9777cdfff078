"""The tables of the screen that stays; each tells how much it leaves out."""

from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from worker.ops.batch.records import Progress
from worker.ops.language import advice
from worker.ops.moments import span
from worker.ops.status.night import Night
from worker.ops.status.records import Status
from worker.ops.status.words import Words


def batch_table(night: Night, rows: int, width: int, say: Words) -> Table:
    """Return a line for each batch: how far, what is left, when it ends."""
    table = _table(say.batches)
    table.columns[0].max_width = max(width // 3, 12)
    table.add_column("", no_wrap=True)
    for name in (say.done, say.left, say.refused_rows, say.in_doubt):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column(say.ends_at, no_wrap=True)
    table.add_column(say.at_best, no_wrap=True)
    for one in night.batches[:rows]:
        share = one.share_done or 0
        bar = ProgressBar(total=1, completed=share, width=max(width // 10, 6))
        numbers = (one.calls_left + one.sending, one.failed + one.invalid, one.in_doubt)
        cells = (f"{n:,}" if n else "·" for n in numbers)
        batch = Text(one.batch or say.no_batch, no_wrap=True, overflow="ellipsis")
        table.add_row(batch, bar, f"{share:.0%}", *cells, *_ends(one, say))
    if (more := len(night.batches) - rows) > 0:
        table.add_row(Text(say.more_batches.format(more), style="dim"))
    return table


def error_table(status: Status, rows: int, say: Words) -> Table:
    """Return a line for each code: how many rows bear it, what it means, what to do."""
    table = _table(say.errors)
    for name in (say.waiting, say.failed, say.in_doubt):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column(f"{say.meaning} → {say.todo}", ratio=1, overflow="fold")
    for line in status.errors[:rows]:
        numbers = (f"{n:,}" if n else "·" for n in (line.waiting, line.failed, line.in_doubt))
        told = Text(line.meaning)
        if line.failed or line.in_doubt:
            todo = " ".join(advice(line.code, say.lang).split())
            told.append(f" → {todo}", style="dim")
        table.add_row(Text(line.code), *numbers, told)
    if (more := len(status.errors) - rows) > 0:
        table.add_row(Text(say.more.format(more), style="dim"))
    return table


def doubt_table(status: Status, rows: int, say: Words) -> Table:
    """Return the oldest rows in doubt, and from when on not_created is accepted."""
    table = _table(say.doubts)
    for name in (say.code, say.since, say.not_created_from):
        table.add_column(name, no_wrap=True, overflow="ellipsis")
    for doubt in status.in_doubt[:rows]:
        since, safe = (f"{t.astimezone():%H:%M}" for t in (doubt.since, doubt.not_created_from))
        table.add_row(Text(str(doubt.id), style="yellow"), Text(doubt.code), since, safe)
    if (more := status.jobs["in_doubt"] - min(len(status.in_doubt), rows)) > 0:
        table.add_row(Text(say.more.format(more), style="dim"))
    return table


def worker_table(status: Status, rows: int, say: Words) -> Table:
    """Return the workers that live."""
    table = _table(say.workers)
    table.add_column(say.in_flight, justify="right", no_wrap=True)
    table.add_column(say.state, ratio=1, overflow="ellipsis", no_wrap=True)
    for worker in status.workers[:rows]:
        silent = span(max((status.at - worker.last_seen).total_seconds(), 0))
        state = (
            Text(worker.blocked, style="yellow")
            if worker.blocked
            else Text(say.seen.format(silent))
        )
        table.add_row(Text(f"{worker.host}:{worker.pid}"), str(worker.in_flight), state)
    if not status.workers:
        table.add_row(Text(say.no_workers, style="bold yellow"))
    if (more := len(status.workers) - rows) > 0:
        table.add_row(Text(say.more.format(more), style="dim"))
    return table


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
