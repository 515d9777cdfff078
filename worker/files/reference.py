"""The names in a reference: judged before any file is touched."""

import unicodedata
from typing import Final

from jobs.references import PREFIX
from worker.files.fault import FileRefusedError, Rule

LONGEST: Final = 1024  # characters
LONGEST_NAME: Final = 255  # bytes, as file systems have it
_DOTS: Final = {".", ".."}
_SLASHES: Final = frozenset("\u2044\u2215\u29f8\u29f5\u2216\u0338")  # drawn like / or \
# Controls, invisible marks (bidi among them), lone surrogates, private and line separators.
_UNFIT: Final = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


def names_of(reference: str) -> tuple[str, ...]:
    """Return the folders of a reference and, last, the file's name.

    Raises:
        FileRefusedError: it is not of the form `file:folder/name.pdf`, or leads somewhere else.
    """
    if not reference.startswith(PREFIX):
        raise FileRefusedError(Rule.FORM)
    path = reference.removeprefix(PREFIX)
    if len(path) > LONGEST:
        raise FileRefusedError(Rule.NAME_LENGTH)
    names = tuple(path.split("/"))
    for name in names:
        _judge(name)
    return names


def folder_of(account: str) -> str:
    """Return the name of the account's folder below the root.

    Raises:
        FileRefusedError: the account's name is none of a folder.
    """
    try:
        [name] = names_of(PREFIX + account)
    except (FileRefusedError, ValueError):
        raise FileRefusedError(Rule.ACCOUNT) from None
    return name


def _judge(name: str) -> None:
    if any(unicodedata.category(letter) in _UNFIT for letter in name) or "\\" in name:
        raise FileRefusedError(Rule.CHARACTERS)
    if not name or name != name.strip():
        raise FileRefusedError(Rule.FORM)
    if name in _DOTS:
        raise FileRefusedError(Rule.OUTSIDE)
    # What a person, or another file system, takes for / or .. is not let through either.
    shown = unicodedata.normalize("NFKC", name)
    if shown.strip() in _DOTS or "/" in shown or "\\" in shown or not _SLASHES.isdisjoint(name):
        raise FileRefusedError(Rule.CHARACTERS)
    if len(name.encode()) > LONGEST_NAME:
        raise FileRefusedError(Rule.NAME_LENGTH)
