"""The terminal that commands print on, or the pipe in its place."""

import errno
import io
import os
import sys
from pathlib import Path
from typing import Any, Final, NoReturn

from rich.console import Console

from worker.bilingual import both
from worker.errors import FlowgroupError

FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})


class ReaderLeftError(Exception):
    """Nobody reads the output on; no OSError, which would be taken for one of the database's."""


class _Terminal(Console):
    def on_broken_pipe(self) -> NoReturn:
        """Let the command clean up behind itself, as with any other error."""
        raise ReaderLeftError

    def print(self, *objects: Any, **options: Any) -> None:  # noqa: ANN401 - the base class's signature
        """Print; an output that takes nothing is never taken for the database.

        Raises:
            FlowgroupError: there is no room.
        """
        try:
            super().print(*objects, **options)
        except OSError as error:
            raise spoken_of_output(error) from None


def spoken_of_output(error: BaseException) -> BaseException:
    """Return what to say of an output that takes nothing, and write no more to it; any other error as it is."""
    if not isinstance(error, OSError) or error.errno not in FULL:
        return error
    fall_silent()
    msg = both(
        f"the output cannot be written ({error.strerror}): make room, or let it go elsewhere.",
        f"输出无法写入（{error.strerror}）：请腾出空间，或改写到别处。",
    )
    return FlowgroupError(msg)


def settle_output() -> None:
    """Let a command print in a locale that lacks our signs, and where its output was closed."""
    if sys.stdout is None:
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - until the end
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")


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
