"""Shows a Status to a person or a script."""

import asyncio
from collections.abc import Awaitable, Callable

import orjson
from rich.console import Console
from rich.live import Live

from worker.ops.language import Language
from worker.ops.status.phrases import words
from worker.ops.status.records import Status
from worker.ops.status.view import view

_EVERY = 1.0


def as_json(status: Status) -> str:
    """Return the status as one JSON object, times in ISO 8601 with zone."""
    return orjson.dumps(status, option=orjson.OPT_INDENT_2).decode()


def show(status: Status, console: Console, lang: Language) -> None:
    """Print the status once."""
    console.print(view(status, words(lang)))


async def watch(look: Callable[[], Awaitable[Status]], console: Console, lang: Language) -> None:
    """Show the status anew each second, until cancelled."""
    with Live(
        view(await look(), words(lang)), console=console, auto_refresh=False, screen=False
    ) as live:
        while True:
            await asyncio.sleep(_EVERY)
            live.update(view(await look(), words(lang)), refresh=True)
