"""FileIds: an id of the API's, or a reference to a file that is uploaded in time.

A reference is ``file:`` and a path below the account's folder. What the path leads to is seen
when the file is opened; here only its form is judged.
"""

from collections.abc import Iterator
from typing import Final

from jobs.payload.fault import Hit
from jobs.payload.raw import Raw
from jobs.payload.structs import ENTRIES

PREFIX: Final = "file:"
_LONGEST_PATH: Final = 1_000
_LONGEST_NAME: Final = 255


def references(contract: Raw) -> Iterator[Hit]:
    """References are relative paths without ``..``."""
    ids = contract.get("FileIds")
    if isinstance(ids, list):
        for index, entry in enumerate(ids[:ENTRIES]):
            if is_reference(entry) and not _is_below(str(entry).removeprefix(PREFIX)):
                yield Hit("file_reference", ("FileIds", index))


def is_reference(file_id: object) -> bool:
    """Tell whether a FileId is a reference to a file of ours."""
    return isinstance(file_id, str) and file_id.startswith(PREFIX)


def _is_below(path: str) -> bool:
    names = path.split("/")
    return (
        len(path) <= _LONGEST_PATH
        and path.isprintable()
        and "\\" not in path
        and not any(name.strip() in ("", ".", "..") for name in names)
        and all(len(name.encode(errors="replace")) <= _LONGEST_NAME for name in names)
    )
