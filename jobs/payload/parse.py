"""Text → document, or the reasons why Postgres or the API would not take the text.

The strict parser judges. What it refuses, and what may hold something that it lets pass, is read
again by a tolerant one, so that all reasons show, each with its place.
"""

import json
import re
from typing import Final, NamedTuple, TypeAlias

import orjson

from jobs.payload.fault import Fault, Faults, Hit
from jobs.payload.hidden import Marking, hidden_faults

Text: TypeAlias = str | bytes

MOST_BYTES: Final = 10 * 1024 * 1024
"""The largest request body, 10 MB, as the database counts it too."""

_BOM: Final = "\ufeff"
_ESCAPED: Final = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")
_LONGEST_NUMBER: Final = 400  # digits; a double ends at 309


class Parsed(NamedTuple):
    """What a text holds.

    Attributes:
        document: The JSON value; None where there is none to look at.
        faults: Why the text is refused; a document may stand beside them.
    """

    document: object
    faults: list[Fault]


class _RepeatedError(Exception):
    """A field stands twice in one object."""


def parse(text: Text) -> Parsed:
    """Parse a payload's text. Never raises."""
    faults = Faults()
    read = _decoded(text, faults)
    if read is None:
        return Parsed(None, faults.kept)
    try:
        orjson.loads(read)
        document = _STRICT.decode(read)
    except (orjson.JSONDecodeError, RecursionError, _RepeatedError) as error:
        return _read_again(read, error, faults)
    if "\\" in read and _ESCAPED.search(read):
        faults.add((), hidden_faults(document))
    return Parsed(document, faults.kept)


def _decoded(text: Text, faults: Faults) -> str | None:
    try:
        raw = text if isinstance(text, bytes) else text.encode()
        if len(raw) > MOST_BYTES:
            faults.add((), [Hit("size")])
            return None
        read = text if isinstance(text, str) else raw.decode()
    except UnicodeEncodeError:
        faults.add((), [Hit("surrogate")])
        return None
    except UnicodeDecodeError:
        faults.add((), [Hit("utf8")])
        return None
    if read.startswith(_BOM):
        faults.add((), [Hit("bom")])
    return read.removeprefix(_BOM)


def _read_again(read: str, refusal: Exception, faults: Faults) -> Parsed:
    try:
        document = _tolerant().decode(read)
    except RecursionError:
        faults.add((), [Hit("depth")])
        return Parsed(None, faults.kept)
    except json.JSONDecodeError as error:
        faults.add((), [_syntax(error)])
        return Parsed(None, faults.kept)
    before = len(faults.kept)
    faults.add((), hidden_faults(document))
    if len(faults.kept) == before and isinstance(refusal, json.JSONDecodeError):
        faults.add((), [_syntax(refusal)])
    return Parsed(document, faults.kept)


def _syntax(error: json.JSONDecodeError) -> Hit:
    return Hit("json", (), (("line", error.lineno), ("column", error.colno)))


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _RepeatedError
    return found


def _whole(digits: str) -> float:
    return float("inf") if len(digits) > _LONGEST_NUMBER else int(digits)


def _tolerant() -> json.JSONDecoder:
    return json.JSONDecoder(object_pairs_hook=Marking(), parse_int=_whole)


_STRICT: Final = json.JSONDecoder(object_pairs_hook=_once)
