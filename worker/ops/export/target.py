"""Where an export goes: a file that appears when it is whole, or stdout."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from worker.bilingual import both
from worker.errors import FlowgroupError
from worker.ops.terminal import ReaderLeftError, fall_silent


class Target:
    """Takes text; its own errors are never taken for the database's."""

    def __init__(self, file: BinaryIO, name: str) -> None:
        self._file = file
        self._name = name

    def write(self, text: str) -> None:
        """Write some lines.

        Raises:
            FlowgroupError: there is no room, or no right.
            ReaderLeftError: nobody reads on.
        """
        try:
            self._file.write(text.encode())
            self._file.flush()
        except BrokenPipeError:
            raise ReaderLeftError from None
        except OSError as error:
            if self._file is sys.stdout.buffer:
                fall_silent()
            raise _refused(self._name, error) from None


@contextmanager
def opened(path: Path | None) -> Iterator[Target]:
    """Yield stdout, or a file for its owner alone that takes its name at the end; a half one is removed.

    Raises:
        FlowgroupError: it cannot be written.
    """
    if path is None:
        yield Target(sys.stdout.buffer, "stdout")
        return
    part = path.with_name(f"{path.name}.part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            yield Target(file, str(path))
        part.replace(path)
    except OSError as error:
        raise _refused(str(path), error) from None
    finally:
        with suppress(OSError):
            part.unlink()


def _refused(name: str, error: OSError) -> FlowgroupError:
    msg = both(
        f"{name} cannot be written ({error.strerror}): make room, or name another --output.",
        f"{name} 无法写入（{error.strerror}）：请腾出空间，或用 --output 另指定一个。",
    )
    return FlowgroupError(msg)
