"""Shows a Status to a person or a script."""

import orjson
from rich.console import Console

from worker.ops.language import Language
from worker.ops.status.phrases import words
from worker.ops.status.records import Status
from worker.ops.status.view import view


def as_json(status: Status) -> str:
    """Return the status as one JSON object, times in ISO 8601 with zone."""
    return orjson.dumps(status, option=orjson.OPT_INDENT_2).decode()


def show(status: Status, console: Console, lang: Language) -> None:
    """Print the status once."""
    console.print(view(status, words(lang)))
