"""The terminal that commands print on, or the pipe in its place."""

import os
import sys
from typing import NoReturn

from rich.console import Console


class ReaderLeftError(Exception):
    """Nobody reads the output on; no OSError, which would be taken for one of the database's."""


class _Terminal(Console):
    def on_broken_pipe(self) -> NoReturn:
        """Let the command clean up behind itself, as with any other error."""
        raise ReaderLeftError


def terminal() -> Console:
    """Return stdout; text from tables, people and the API is shown as it is, never as rich's markup."""
    return _Terminal(highlight=False, markup=False, emoji=False)


def flush() -> None:
    """Write what was printed.

    Raises:
        BrokenPipeError: nobody reads on.
    """
    sys.stdout.flush()


def fall_silent() -> None:
    """Throw away all further output: its reader is gone."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, sys.stdout.fileno())
    os.close(nothing)
