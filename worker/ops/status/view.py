"""A Status as text for a terminal, wide or narrow."""

from rich.console import Group, RenderableType
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from worker.ops.status.records import Status

STYLES = {
    "pending": "",
    "sending": "cyan",
    "succeeded": "green",
    "failed": "red",
    "invalid": "red",
    "in_doubt": "yellow",
    "cancelled": "dim",
}
_MINUTE, _HOUR = 60, 3600


def view(status: Status) -> RenderableType:
    """Return everything worth saying; what is zero is left out where its absence is plain."""
    parts: list[RenderableType] = [_head(status)]
    if status.total:
        parts.append(_bar(status))
    parts += [_counts(status), _pace(status)]
    if status.pauses:
        parts += [Text(), _pauses(status)]
    if status.errors:
        parts += [Text(), errors_table(status)]
    if status.in_doubt:
        parts += [Text(), _doubts(status)]
    if status.workers:
        parts += [Text(), _workers(status)]
    if status.next_step:
        parts += [Text(), Text("Next: ", style="bold").append(status.next_step, style="not bold")]
    return Group(*parts)


def duration(seconds: float | None) -> str:
    """Return seconds as people say them: 45 s, 3 min 20 s, 2 h 05 min."""
    if seconds is None:
        return "unknown"
    whole = round(seconds)
    if whole < _MINUTE:
        return f"{whole} s"
    if whole < _HOUR:
        return f"{whole // _MINUTE} min {whole % _MINUTE:02} s"
    return f"{whole // _HOUR} h {whole % _HOUR // _MINUTE:02} min"


def errors_table(status: Status) -> RenderableType:
    """Return the error codes: calls that ended so, and the rows that bear them now."""
    names = ("waiting", "failed", "in_doubt")
    shown = [n for n in names if any(getattr(line, n) for line in status.errors)]
    table = _table("Errors", "calls", *(name.replace("_", " ") for name in shown), "meaning")
    for line in status.errors:
        rows = (str(getattr(line, name)) for name in shown)
        _add(table, line.code, str(line.calls), *rows, line.meaning)
    return table


def _head(status: Status) -> Text:
    name = f"Batch {status.batch}" if status.batch else "All batches"
    return Text(f"{name}, {status.at.astimezone():%Y-%m-%d %H:%M:%S %z}", style="bold")


def _bar(status: Status) -> RenderableType:
    grid = Table.grid(padding=(0, 1), expand=False)
    bar = ProgressBar(total=status.total, completed=status.final, width=30)
    share = status.final / status.total
    grid.add_row(bar, f"{share:.0%}  {status.final:,} of {status.total:,} rows final")
    return grid


def _counts(status: Status) -> Text:
    parts = [
        Text(f"{name.replace('_', ' ')} {status.jobs[name]:,}", style=style)
        for name, style in STYLES.items()
        if status.jobs[name]
    ]
    if status.contracts_issued:
        parts.append(Text(f"contracts issued {status.contracts_issued:,}"))
    return Text(" · ").join(parts) if parts else Text("nothing was enqueued yet", style="dim")


def _pace(status: Status) -> RenderableType:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column()
    grid.add_row(
        "rate",
        f"{status.rate_last_10_s:.1f} calls/s (last 10 s), {status.rate_last_60_s:.1f} (last 60 s); "
        f"limit {status.limit:g}, steered to {status.limit_effective:.2f}",
    )
    if refused := sum(limit.refused for limit in status.limits):
        grid.add_row("refused", f"{refused:,} calls by the API's own limiter")
    if missed := sum(limit.lost for limit in status.limits):
        grid.add_row(
            "missed", f"{missed:,} slots: reserved, but the machine was too busy to use them"
        )
    if status.jobs["pending"]:
        best = duration(status.eta_at_limit_s)
        grid.add_row("ends in", f"{duration(status.eta_s)} at this rate, {best} at best")
    grid.add_row("held by", Text(status.binds_because))
    return grid


def _pauses(status: Status) -> RenderableType:
    table = _table("Paused", "code", "since", "until", "reason")
    for pause in status.pauses:
        until = f"{pause.until.astimezone():%m-%d %H:%M:%S %z}" if pause.until else "resume"
        since = f"{pause.since.astimezone():%m-%d %H:%M:%S %z}"
        name = "all accounts" if pause.account == "*" else pause.account
        _add(table, name, pause.code, since, until, pause.reason or "")
    return table


def _doubts(status: Status) -> RenderableType:
    table = _table("In doubt: row", "code", "since", "not_created from", "worker")
    for doubt in status.in_doubt:
        since, safe = (f"{t.astimezone():%H:%M %z}" for t in (doubt.since, doubt.not_created_from))
        _add(table, str(doubt.id), doubt.code, since, safe, doubt.worker)
    if (more := status.jobs["in_doubt"] - len(status.in_doubt)) > 0:
        table.add_row(f"and {more:,} more")
    return table


def _workers(status: Status) -> RenderableType:
    table = _table("Workers", "in flight", "endpoint", "state")
    for worker in status.workers:
        silent = (status.at - worker.last_seen).total_seconds()
        state = worker.blocked or f"seen {duration(max(silent, 0))} ago"
        process = f"{worker.host}:{worker.pid}"
        _add(table, process, str(worker.in_flight), worker.endpoint, state)
    return table


def _table(first: str, *others: str) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold", pad_edge=False)
    table.add_column(first, overflow="fold")
    for name in others:
        number = name in {"calls", "waiting", "failed", "in doubt", "in flight"}
        table.add_column(name, justify="right" if number else "left", overflow="fold")
    return table


def _add(table: Table, *cells: str) -> None:
    table.add_row(*(Text(cell) for cell in cells))
