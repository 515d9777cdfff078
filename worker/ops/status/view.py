"""A Status as text for a terminal, wide or narrow."""

from rich.console import Group, RenderableType
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from worker.ops.quota import words as quotas
from worker.ops.status.records import Pause, Status
from worker.ops.status.words import Words

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


def view(status: Status, say: Words) -> RenderableType:
    """Return everything worth saying; what is zero is left out where its absence is plain."""
    parts: list[RenderableType] = [_head(status, say)]
    if status.total:
        parts.append(_bar(status, say))
    parts += [_counts(status, say), _pace(status, say)]
    if status.created_twice:
        parts += [Text(), twice_table(status, say)]
    if status.pauses:
        parts += [Text(), pauses_table(status, say)]
    if status.errors:
        parts += [Text(), errors_table(status, say)]
    if status.in_doubt:
        parts += [Text(), _doubts(status, say)]
    if status.workers:
        parts += [Text(), _workers(status, say)]
    if status.next_step:
        parts += [Text(), Text(say.next, style="bold").append(status.next_step, style="not bold")]
    return Group(*parts)


def plain(status: Status, say: Words) -> str:
    """Return the status as one line, for logs and pipes."""
    total = max(status.total, 1)
    parts = [
        f"{status.at.astimezone():%Y-%m-%d %H:%M:%S %z}",
        say.rows_final.format(share=status.final / total, final=status.final, total=status.total),
        f"{status.rate_last_10_s:.1f}/{status.limit:g} {say.per_second}",
    ]
    if status.jobs["pending"]:
        parts.append(f"{say.ends_in} {duration(status.eta_s, say)}")
    parts += [
        f"{name} {status.jobs[name]:,}" for name in ("failed", "in_doubt") if status.jobs[name]
    ]
    return "; ".join([*parts, f"{say.held_by} {status.binds_because}", *shortages(status, say)])


def shortages(status: Status, say: Words) -> list[str]:
    """Return a line for each quota that was told and falls short."""
    lines = (quotas.shortage(one, say.lang) for one in status.quotas)
    return [f"{quotas.words(say.lang).label} {line}" for line in lines if line]


def duration(seconds: float | None, say: Words) -> str:
    """Return seconds as people say them: 45 s, 3 min 20 s, 2 h 05 min."""
    if seconds is None:
        return say.unknown
    whole = round(seconds)
    if whole < _MINUTE:
        return say.seconds.format(whole)
    if whole < _HOUR:
        return say.minutes.format(whole // _MINUTE, whole % _MINUTE)
    return say.hours.format(whole // _HOUR, whole % _HOUR // _MINUTE)


def errors_table(status: Status, say: Words) -> RenderableType:
    """Return the error codes: calls that ended so, and the rows that bear them now."""
    names = {"waiting": say.waiting, "failed": say.failed, "in_doubt": say.in_doubt}
    shown = {n: t for n, t in names.items() if any(getattr(line, n) for line in status.errors)}
    table = _table(say.errors, say.calls, *shown.values(), say.meaning, numbers=1 + len(shown))
    for line in status.errors:
        rows = (str(getattr(line, name)) for name in shown)
        _add(table, line.code, str(line.calls), *rows, line.meaning)
    return table


def _head(status: Status, say: Words) -> Text:
    name = say.batch.format(status.batch) if status.batch else say.all_batches
    return Text(f"{name}, {status.at.astimezone():%Y-%m-%d %H:%M:%S %z}", style="bold")


def _bar(status: Status, say: Words) -> RenderableType:
    grid = Table.grid(padding=(0, 1), expand=False)
    bar = ProgressBar(total=status.total, completed=status.final, width=30)
    share = status.final / status.total
    text = say.rows_final.format(share=share, final=status.final, total=status.total)
    grid.add_row(bar, Text(text))
    return grid


def _counts(status: Status, say: Words) -> Text:
    parts = [
        Text(f"{say.in_doubt if name == 'in_doubt' else name} {status.jobs[name]:,}", style=style)
        for name, style in STYLES.items()
        if status.jobs[name]
    ]
    if status.contracts_issued:
        parts.append(Text(say.contracts_issued.format(status.contracts_issued)))
    return Text(" · ").join(parts) if parts else Text(say.nothing, style="dim")


def _pace(status: Status, say: Words) -> RenderableType:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column()
    rates = say.rates.format(
        last_10_s=status.rate_last_10_s,
        last_60_s=status.rate_last_60_s,
        limit=status.limit,
        effective=status.limit_effective,
    )
    _add(grid, say.rate, rates)
    if refused := sum(limit.refused for limit in status.limits):
        _add(grid, say.refused, say.refusals.format(refused))
    if missed := sum(limit.lost for limit in status.limits):
        _add(grid, say.missed, say.misses.format(missed))
    if status.jobs["pending"]:
        now, best = duration(status.eta_s, say), duration(status.eta_at_limit_s, say)
        _add(grid, say.ends_in, say.ends.format(now=now, best=best))
    _add(grid, say.held_by, status.binds_because)
    for quota in status.quotas:
        if line := quotas.shortage(quota, say.lang):
            grid.add_row(quotas.words(say.lang).label, Text(line, style="bold yellow"))
    return grid


def pauses_table(status: Status, say: Words) -> RenderableType:
    """Return the accounts that are paused: why, since and until when."""
    table = _table(say.paused, say.code, say.since, say.until, say.reason)
    for pause in status.pauses:
        since = f"{pause.since.astimezone():%m-%d %H:%M:%S %z}"
        name = say.all_accounts if pause.account == "*" else pause.account
        _add(table, name, pause.code, since, _until(pause, say), pause.reason or "")
    return table


def _until(pause: Pause, say: Words) -> str:
    if pause.probe_at:
        return say.until_probe.format(f"{pause.probe_at.astimezone():%H:%M:%S %z}")
    if pause.until is None:
        return say.until_resume
    return f"{pause.until.astimezone():%m-%d %H:%M:%S %z}"


def _doubts(status: Status, say: Words) -> RenderableType:
    table = _table(say.doubts, say.code, say.since, say.not_created_from, say.worker)
    for doubt in status.in_doubt:
        since, safe = (f"{t.astimezone():%H:%M %z}" for t in (doubt.since, doubt.not_created_from))
        _add(table, str(doubt.id), doubt.code, since, safe, doubt.worker)
    if (more := status.jobs["in_doubt"] - len(status.in_doubt)) > 0:
        _add(table, say.more.format(more))
    return table


def twice_table(status: Status, say: Words) -> RenderableType:
    """Return the rows created more than once, with all their groups."""
    table = _table(say.twice, say.groups)
    for row in status.created_twice:
        table.add_row(
            Text(str(row.id), style="bold red"),
            Text(", ".join((row.flow_group_id, *row.second_groups)), style="bold red"),
        )
    if (more := status.created_twice_rows - len(status.created_twice)) > 0:
        _add(table, say.more.format(more))
    return table


def _workers(status: Status, say: Words) -> RenderableType:
    table = _table(say.workers, say.in_flight, say.endpoint, say.state, numbers=1)
    for worker in status.workers:
        silent = max((status.at - worker.last_seen).total_seconds(), 0)
        state = worker.stopped or say.seen.format(duration(silent, say))
        process = f"{worker.host}:{worker.pid}"
        _add(table, process, str(worker.in_flight), worker.endpoint, state)
    return table


def _table(first: str, *others: str, numbers: int = 0) -> Table:
    """Make a table whose columns after the first begin with so many numbers."""
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold", pad_edge=False)
    table.add_column(first, overflow="fold")
    for place, name in enumerate(others):
        table.add_column(name, justify="right" if place < numbers else "left", overflow="fold")
    return table


def _add(table: Table, *cells: str) -> None:
    table.add_row(*(Text(cell) for cell in cells))
