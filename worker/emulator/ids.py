"""Ids in the style of the document's examples."""

import os
from base64 import b64encode
from itertools import count

_LETTERS = bytes.maketrans(b"+/", b"Uu")
_BYTES_OF_30_LETTERS = 24

_calls = count(1)


def resource_id() -> str:
    """Make an id of 32 letters and digits, never given before by any process."""
    return "yD" + b64encode(os.urandom(_BYTES_OF_30_LETTERS)).translate(_LETTERS)[:30].decode()


def request_id(wall: float) -> str:
    """Make a request id: s and nineteen digits, the epoch nanoseconds of the call."""
    return f"s{int(wall * 1e6) * 1000 + next(_calls) % 1000:019d}"
