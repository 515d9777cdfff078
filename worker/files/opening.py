"""Opens the file that a reference means, and nothing else, whatever is moved about meanwhile.

Each folder is opened by its name in the folder before it and no link is followed, so the way cannot be bent
between looking and opening.
"""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final

from worker.files.fault import FILE, FOLDER, NO_ROOT, ROOT, FileRefusedError, FilesAwayError, Rule
from worker.files.reference import folder_of, names_of

LARGEST: Final = 60 * 1024 * 1024  # bytes
MAGIC: Final = b"%PDF-"
_FOLDER: Final = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
# Non-blocking, so that a pipe put in the file's place cannot hold the worker.
_FILE: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
_RULES: Final[dict[int, Rule]] = {
    errno.ENOENT: Rule.MISSING,
    errno.ENOTDIR: Rule.MISSING,
    errno.ELOOP: Rule.LINK,
    errno.ENXIO: Rule.KIND,
    errno.ENODEV: Rule.KIND,
    errno.EACCES: Rule.UNREADABLE,
    errno.EPERM: Rule.UNREADABLE,
    errno.ENAMETOOLONG: Rule.NAME_LENGTH,
    errno.EILSEQ: Rule.CHARACTERS,
    errno.EINVAL: Rule.CHARACTERS,
}


@contextmanager
def opened(root: Path | None, account: str, reference: str) -> Iterator[BinaryIO]:
    """Open the PDF below `<root>/<account>/`, at its first byte.

    Raises:
        FileRefusedError: the reference, or what it names, cannot be uploaded.
        FilesAwayError: root or account folder is not set, not there, or cannot be read now.
    """
    if root is None:
        raise FilesAwayError(NO_ROOT)
    *folders, name = names_of(reference)
    folder = _account_folder(root, folder_of(account))
    try:
        for inner in folders:
            outer, folder = folder, _descend(folder, inner)
            os.close(outer)
        descriptor = _open(folder, name)
    finally:
        os.close(folder)
    with os.fdopen(descriptor, "rb") as file:
        _judge(file)
        yield file


def _account_folder(root: Path, account: str) -> int:
    try:
        # The root itself may be a link: it is the operator's own choice.
        top = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as error:
        raise FilesAwayError(ROOT, error) from None
    try:
        return os.open(account, _FOLDER, dir_fd=top)
    except OSError as error:
        raise FilesAwayError(FOLDER, error) from None
    finally:
        os.close(top)


def _descend(folder: int, name: str) -> int:
    try:
        return os.open(name, _FOLDER, dir_fd=folder)
    except OSError as error:
        raise _refusal(error, folder, name) from None


def _open(folder: int, name: str) -> int:
    try:
        # Opening a device may already do something, so its kind is looked at first, and again afterwards.
        seen = os.stat(name, dir_fd=folder, follow_symlinks=False)
        _require_ordinary(seen)
        descriptor = os.open(name, _FILE, dir_fd=folder)
    except OSError as error:
        raise _refusal(error, folder, name) from None
    return descriptor


def _require_ordinary(seen: os.stat_result) -> None:
    if stat.S_ISLNK(seen.st_mode):
        raise FileRefusedError(Rule.LINK)
    if not stat.S_ISREG(seen.st_mode):
        raise FileRefusedError(Rule.KIND)


def _judge(file: BinaryIO) -> None:
    seen = os.fstat(file.fileno())
    _require_ordinary(seen)
    if seen.st_size == 0:
        raise FileRefusedError(Rule.EMPTY)
    if seen.st_size > LARGEST:
        raise FileRefusedError(Rule.SIZE)
    try:
        begins = file.read(len(MAGIC))
        file.seek(0)
    except OSError as error:
        raise FilesAwayError(FILE, error) from None
    if begins != MAGIC:
        raise FileRefusedError(Rule.TYPE)


def _refusal(error: OSError, folder: int, name: str) -> Exception:
    if error.errno == errno.ENOTDIR:
        # Linux answers so for a link in a folder's place, too.
        with suppress(OSError):
            if stat.S_ISLNK(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode):
                return FileRefusedError(Rule.LINK)
    rule = _RULES.get(error.errno or 0)
    return FileRefusedError(rule) if rule else FilesAwayError(FILE, error)
