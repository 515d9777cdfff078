"""What the database could not take, kept on disk: written by its worker, adopted after its death.

One file per worker under `<state_dir>/spool`, locked while its owner lives. A line is a report, or the
token of a begin for which nothing was sent, with the database it belongs to: ids, codes and tokens, no payload and
no message. Blocking: asyncio code calls it by `asyncio.to_thread`.
"""

import errno
import fcntl
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeAlias
from uuid import UUID

import orjson

from worker.records import Report, Unsent

Entry: TypeAlias = Report | Unsent


class Spool:
    """This worker's file, made when the first entry needs it; a context manager."""

    def __init__(self, state_dir: Path, worker: str) -> None:
        self._folder = state_dir / "spool"
        self._path = self._folder / f"{worker.replace(':', '-')}.jsonl"
        self._database = ""
        self._file: int | None = None
        self._kept = 0
        self._left: dict[Path, int] = {}  # files that hold what is not ours, by size

    def __enter__(self) -> Self:
        """Do nothing yet: most workers never need a file."""
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        """Give the file up; if reports are left in it, the next worker to start adopts them."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def belong_to(self, database: str) -> None:
        """Take reports of this database identity only; its timeline may change by a failover."""
        self._database = database.partition("/")[0]

    @property
    def in_use(self) -> bool:
        """Whether there is a file to forget."""
        return self._file is not None

    def keep(self, entries: Iterable[Entry]) -> None:
        """Append entries and see them on the disk before returning.

        Raises:
            OSError: the disk does not take them.
        """
        lines = [_line(entry, self._database) for entry in entries]
        if not lines:
            return
        if self._file is None:
            self._file = self._open()
        # A line of its own for what a full disk may have cut before.
        text = b"\n" + b"".join(lines)
        if os.write(self._file, text) < len(text):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        os.fsync(self._file)
        self._kept += len(lines)

    def clear(self) -> None:
        """Forget what was kept: the database has it."""
        if self._file is not None and self._kept:
            os.ftruncate(self._file, 0)
            self._path.unlink(missing_ok=True)
            os.close(self._file)
            self._file = None
            self._kept = 0

    def adopt(self) -> list[Entry]:
        """Take over what dead workers of the same database left; it is kept here from now on."""
        adopted: list[Entry] = []
        for path in sorted(self._folder.glob("*.jsonl")) if self._folder.is_dir() else []:
            with suppress(BlockingIOError, FileNotFoundError), _locked(path) as file:
                size = os.fstat(file).st_size
                if self._left.get(path) == size:
                    continue
                mine, others = self._sorted(file)
                adopted += mine
                if self._moved(mine):
                    self._left[path] = size
                    if not others:
                        path.unlink(missing_ok=True)
        return adopted

    def _moved(self, entries: list[Entry]) -> bool:
        """Whether they are kept here now; on a full disk they are as safe where they are."""
        try:
            self.keep(entries)
        except OSError:
            return False
        return True

    def _open(self) -> int:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        folder = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        return file

    def _sorted(self, file: int) -> tuple[list[Entry], bool]:
        mine: list[Entry] = []
        others = False
        for database, entry in _entries(file):
            if database == self._database and entry is not None:
                mine.append(entry)
            else:
                others = True
        return mine, others


def _line(entry: Entry, database: str) -> bytes:
    kept = replace(entry, error_message=None) if isinstance(entry, Report) else entry
    return orjson.dumps({"database": database, **kept.document()}) + b"\n"


def _entries(file: int) -> Iterator[tuple[str, Entry | None]]:
    """Yield each line's database and entry; None for one that only another version understands."""
    size = os.fstat(file).st_size
    for line in os.pread(file, size, 0).splitlines():
        # A line cut by a crash was never acknowledged as kept.
        with suppress(orjson.JSONDecodeError):
            yield _understood(orjson.loads(line))


def _understood(fields: dict[str, Any]) -> tuple[str, Entry | None]:
    try:
        database, token = str(fields.pop("database")), UUID(fields.pop("token"))
        kind = Unsent if "within" in fields else Report
        return database, kind(token=token, **fields)
    except (AttributeError, KeyError, TypeError, ValueError):
        return "", None


@contextmanager
def _locked(path: Path) -> Iterator[int]:
    file = os.open(path, os.O_RDWR)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        # Whoever held it before may have adopted and removed it.
        path.stat()
        yield file
    finally:
        os.close(file)
