"""The demo while it runs: a live picture on a terminal, a line now and then elsewhere."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from worker.bilingual import both
from worker.clock import SystemClock
from worker.errors import FlowgroupError
from worker.ops.demo.words import Words
from worker.ops.status import Status, words
from worker.ops.status.view import duration, errors_table

_EVERY: Final = 0.25
_LINES_EVERY: Final = 3.0
_PATIENCE: Final = 20.0

Look = Callable[[], Awaitable[Status]]


class Patience:
    """Ends when no row ends and no call leaves for `seconds`."""

    def __init__(self, seconds: float = _PATIENCE) -> None:
        self._seconds = seconds
        self._final = -1
        self._since = 0.0

    def judge(self, status: Status, now: float) -> None:
        """Take a look at the monotonic instant `now`.

        Raises:
            FlowgroupError: nothing has moved for too long.
        """
        if status.final != self._final or status.rate_last_10_s:
            self._final, self._since = status.final, now
        elif now - self._since > self._seconds:
            why = status.binds_because
            msg = both(
                f"The demo stands still for {self._seconds:g} s: {why}",
                f"演示已停滞 {self._seconds:g} 秒：{why}",
            )
            raise FlowgroupError(msg)


async def follow(look: Look, done: asyncio.Event, console: Console, say: Words) -> Status:
    """Show the rows' way until `done`; return the last look.

    Raises:
        FlowgroupError: nothing moves any more.
    """
    shown = _live if console.is_terminal else _lines
    patience, clock = Patience(), SystemClock()

    async def watched() -> Status:
        status = await look()
        patience.judge(status, clock.monotonic())
        return status

    await shown(watched, done, console, say)
    return await look()


async def _live(look: Look, done: asyncio.Event, console: Console, say: Words) -> None:
    with Live(Text(), console=console, auto_refresh=False) as live:
        while not done.is_set():
            live.update(picture(await look(), say), refresh=True)
            await _pause(done, _EVERY)
        live.update(picture(await look(), say), refresh=True)


async def _lines(look: Look, done: asyncio.Event, console: Console, say: Words) -> None:
    while not done.is_set():
        console.print(Text(line(await look(), say)), soft_wrap=True)
        await _pause(done, _LINES_EVERY)


async def _pause(done: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await done.wait()
    except TimeoutError:
        pass


def line(status: Status, say: Words) -> str:
    """Return one line about the progress."""
    told = say.line.format(
        final=status.final, total=status.total, rate=status.rate_last_10_s, limit=status.limit
    )
    if status.eta_s:
        told += say.between + _left(status, say)
    if errors := ", ".join(f"{code.code} {code.calls}" for code in status.errors):
        told += say.line_errors.format(errors)
    return told


def picture(status: Status, say: Words) -> RenderableType:
    """Return the live picture: rows, rate against the limit, time left, errors by code."""
    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True)
    grid.add_column(width=24)
    grid.add_column()
    rows = say.of_rows.format(final=status.final, total=status.total, left=_left(status, say))
    rate = say.of_rate.format(rate=status.rate_last_10_s, limit=status.limit)
    grid.add_row(say.rows, _bar(status.final, status.total), rows)
    grid.add_row(say.rate, _bar(status.rate_last_10_s, status.limit), rate)
    return Group(grid, errors_table(status, words(say.lang))) if status.errors else grid


def _left(status: Status, say: Words) -> str:
    return say.left.format(duration(status.eta_s, words(say.lang))) if status.eta_s else ""


def _bar(value: float, total: float) -> ProgressBar:
    return ProgressBar(total=max(total, 1), completed=min(value, total), width=24)
