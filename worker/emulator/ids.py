"""Ids in the style of the document's examples."""

import os
from base64 import b64encode
from itertools import count

_LETTERS = bytes.maketrans(b"+/", b"Uu")
_BYTES_OF_32_LETTERS = 24

_calls = count(1)


def resource_ids(number: int) -> list[str]:
    """Make ids of 32 letters and digits, never given before by any process."""
    letters = b64encode(os.urandom(_BYTES_OF_32_LETTERS * number)).translate(_LETTERS).decode()
    return ["yD" + letters[at + 2 : at + 32] for at in range(0, len(letters), 32)]


def resource_id() -> str:
    """Make one such id."""
    return resource_ids(1)[0]


def request_id(wall: float) -> str:
    """Make a request id: s and nineteen digits, the epoch nanoseconds of the call."""
    return f"s{int(wall * 1e6) * 1000 + next(_calls) % 1000:019d}"
