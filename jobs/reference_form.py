"""The form of a reference: judged before any file is touched, at the check and at the upload alike."""

import unicodedata
from typing import Final, Literal, TypeAlias

from jobs.references import PREFIX

FormFault: TypeAlias = Literal["file_form", "file_outside", "file_characters", "file_name_length"]

LONGEST: Final = 1024  # characters
LONGEST_NAME: Final = 255  # bytes, as file systems have it
_DOTS: Final = {".", ".."}
_SLASHES: Final = frozenset("\u2044\u2215\u29f8\u29f5\u2216\u0338")  # drawn like / or \
# Controls, invisible marks (bidi among them), lone surrogates, private and line separators.
_UNFIT: Final = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


def form_fault(reference: str) -> FormFault | None:
    """Say what keeps a text from being ``file:folder/name.pdf``; None when it is."""
    if not reference.startswith(PREFIX):
        return "file_form"
    path = reference.removeprefix(PREFIX)
    if len(path) > LONGEST:
        return "file_name_length"
    return next((fault for name in path.split("/") if (fault := _of_name(name))), None)


def _of_name(name: str) -> FormFault | None:
    if any(unicodedata.category(letter) in _UNFIT for letter in name) or "\\" in name:
        return "file_characters"
    if not name or name != name.strip():
        return "file_form"
    if name in _DOTS:
        return "file_outside"
    # What a person, or another file system, takes for / or .. is not let through either.
    shown = unicodedata.normalize("NFKC", name)
    if shown.strip() in _DOTS or "/" in shown or "\\" in shown or not _SLASHES.isdisjoint(name):
        return "file_characters"
    return "file_name_length" if len(name.encode()) > LONGEST_NAME else None
