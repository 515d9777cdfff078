"""Errors that nobody foresaw, told without their text: it may hold a payload, and a log is no place for one.

What is left is where it happened and what kind of error it was.
"""

import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

from worker import events


def story(error: BaseException) -> str:
    """Return an error's frames and types, of its causes and parts too, and not one word of their texts."""
    parts = [_one(known) for known in reversed(list(_chain(error)))]
    return "\n".join(parts)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _one(error: BaseException) -> str:
    frames = "".join(traceback.format_tb(error.__traceback__))
    kind = type(error)
    told = f"{frames}{kind.__module__}.{kind.__qualname__}"
    if isinstance(error, BaseExceptionGroup):
        told += "".join(f"\nof which:\n{story(part)}" for part in error.exceptions)
    return told


@contextmanager
def libraries_heard(listener: events.Listener) -> Iterator[None]:
    """Turn what libraries log (a task's lost error, a broken connection) into events while it lasts."""
    handler, root = _Heard(listener), logging.getLogger()
    root.addHandler(handler)
    try:
        yield
    finally:
        root.removeHandler(handler)


class _Heard(logging.Handler):
    def __init__(self, listener: events.Listener) -> None:
        super().__init__(logging.WARNING)
        self._listener = listener

    def emit(self, record: logging.LogRecord) -> None:
        """Tell who spoke, and of which error; never the text."""
        kind = record.exc_info[0] if record.exc_info else None
        if record.name == "aiohttp.server" and kind and kind.__module__.startswith("aiohttp."):
            return  # a visitor who speaks no HTTP was told so, and is no defect of ours
        self._listener(events.Defect(record.name, kind.__name__ if kind else record.levelname))
