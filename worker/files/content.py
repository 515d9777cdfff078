"""What a reference means, as bytes: hash and size, remembered while the file stays as it is."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import BinaryIO, Final

from worker.files.fault import CHANGING, FILE, FilesAwayError
from worker.files.opening import opened

PIECE: Final = 1024 * 1024  # bytes
REMEMBERED: Final = 20_000
Signs = tuple[int, int, int, int, int]


@dataclass(frozen=True, slots=True)
class Content:
    """The bytes of a file: their SHA-256 in hex, and how many they are."""

    sha256: str
    size: int


class Files:
    """The files below one root; every method may block on the disk, and be called by several threads.

    Each may raise FileRefusedError for the reference, and FilesAwayError while files cannot be read.
    """

    def __init__(self, root: Path | None) -> None:
        self._root = root
        self._known: dict[tuple[str, str], tuple[Signs, Content]] = {}
        self._lock = Lock()

    def check(self, account: str, reference: str) -> None:
        """Look whether the reference could be uploaded now; reads five bytes."""
        with opened(self._root, account, reference):
            return

    @contextmanager
    def open(self, account: str, reference: str) -> Iterator[BinaryIO]:
        """Open the file at its first byte."""
        with opened(self._root, account, reference) as file:
            yield file

    def content(self, account: str, reference: str) -> Content:
        """Return the file's hash and size; read anew only when the file has changed."""
        with opened(self._root, account, reference) as file:
            signs = _signs(file)
            before, content = self._known.get((account, reference), (None, None))
            if content is None or before != signs:
                content = _read(file, signs)
        self._remember((account, reference), signs, content)
        return content

    def mistrust(self, account: str, reference: str) -> None:
        """Forget what was read: the bytes turned out to be others."""
        with self._lock:
            self._known.pop((account, reference), None)

    def _remember(self, key: tuple[str, str], signs: Signs, content: Content) -> None:
        with self._lock:
            self._known.pop(key, None)
            self._known[key] = signs, content
            if len(self._known) > REMEMBERED:
                del self._known[next(iter(self._known))]


def _read(file: BinaryIO, signs: Signs) -> Content:
    hashed, size = hashlib.sha256(), 0
    try:
        while piece := file.read(PIECE):
            hashed.update(piece)
            size += len(piece)
    except OSError as error:
        raise FilesAwayError(FILE, error) from None
    if (size, signs) != (signs[0], _signs(file)):
        raise FilesAwayError(CHANGING)
    return Content(hashed.hexdigest(), size)


def _signs(file: BinaryIO) -> Signs:
    """What changes when the file does: size, place, times of its last change."""
    seen = os.fstat(file.fileno())
    return seen.st_size, seen.st_dev, seen.st_ino, seen.st_mtime_ns, seen.st_ctime_ns
