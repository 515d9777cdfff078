"""The screen that one leaves open: looks each second, outlives the database, and ends on q."""

import asyncio
import os
import sys
import termios
import tty
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Final

from rich.console import Console, RenderableType
from rich.live import Live
from rich.text import Text

from worker.database import speaking_of_the_database
from worker.errors import DatabaseAwayError
from worker.ops.status.night import Night
from worker.ops.status.screen import Place, screen
from worker.ops.status.view import plain
from worker.ops.status.words import Words

EVERY: Final = 1.0
EVERY_PLAIN: Final = 5.0
Look = Callable[[], Awaitable[Night]]


class Seen:
    """What was seen last, and since when nothing was."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self.night: Night | None = None
        self.away: tuple[float, str] | None = None

    async def again(self) -> None:
        """Look once; a database that is away is remembered, and no reason to end."""
        try:
            with speaking_of_the_database():
                self.night = await self._look()
        except DatabaseAwayError as error:
            since = self.away[0] if self.away else asyncio.get_running_loop().time()
            self.away = (since, " ".join(filter(None, (error.kind, error.sqlstate))))
        else:
            self.away = None

    def trouble(self, say: Words) -> Text | None:
        """Return what to say above figures that are old."""
        if self.away is None:
            return None
        since, why = self.away
        silent = f"{asyncio.get_running_loop().time() - since:.0f} s"
        return Text(say.away.format(since=silent, why=why), style="bold white on red")


async def watch(look: Look, console: Console, say: Words) -> None:
    """Show the night anew each second on a terminal, till q or a signal; elsewhere a line every few seconds."""
    seen = Seen(look)
    if not console.is_terminal:
        await _print(seen, console, say)
        return
    left = asyncio.Event()
    looking = asyncio.create_task(_look_on(seen), name="look")
    try:
        with (
            _keys(left),
            Live(Text(say.looking), console=console, auto_refresh=False, screen=True) as live,
        ):
            while not left.is_set() and not looking.done():
                live.update(_drawn(seen, console, say), refresh=True)
                with suppress(TimeoutError):
                    await asyncio.wait_for(left.wait(), EVERY)
    finally:
        looking.cancel()
    if looking.done() and not looking.cancelled():
        looking.result()


def _drawn(seen: Seen, console: Console, say: Words) -> RenderableType:
    trouble = seen.trouble(say)
    if seen.night is None:
        return trouble or Text(say.looking)
    place = Place(console.size.width, console.size.height)
    return screen(seen.night, place, say, trouble)


async def _look_on(seen: Seen) -> None:
    while True:
        await seen.again()
        await asyncio.sleep(EVERY)


async def _print(seen: Seen, console: Console, say: Words) -> None:
    while True:
        await seen.again()
        trouble = seen.trouble(say)
        if trouble is not None:
            console.print(trouble.plain)
        elif seen.night is not None:
            console.print(plain(seen.night.status, say), soft_wrap=True)
        await asyncio.sleep(EVERY_PLAIN)


@contextmanager
def _keys(left: asyncio.Event) -> Iterator[None]:
    """Set `left` on q; keys are read without echo, and the terminal is given back as it was."""
    if not sys.stdin.isatty():
        yield
        return
    number = sys.stdin.fileno()
    before = termios.tcgetattr(number)
    loop = asyncio.get_running_loop()

    def pressed() -> None:
        if {ord("q"), ord("Q")} & set(os.read(number, 64)):
            left.set()

    tty.setcbreak(number)
    loop.add_reader(number, pressed)
    try:
        yield
    finally:
        loop.remove_reader(number)
        termios.tcsetattr(number, termios.TCSADRAIN, before)
