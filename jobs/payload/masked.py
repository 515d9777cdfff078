"""A request body as it may be shown: its shape, its choices and figures; nothing that could name a person."""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Final

import orjson

_LONG: Final = 10**6  # a number of seven digits may be somebody's
MOST: Final = 50  # entries of a list


@cache
def _choices() -> dict[str, frozenset[object]]:
    """Return the values that the API itself names, by field."""
    found: dict[str, frozenset[object]] = {}
    for struct, rows in orjson.loads((files("jobs") / "fields.json").read_bytes()).items():
        for row in rows if not struct.startswith("_") else []:
            values = frozenset(value for value in row["enum"] or [])
            found[row["name"]] = found.get(row["name"], frozenset()) | values
    return found


def masked(value: object, field: str = "") -> object:
    """Return the same document with every text but the API's own words replaced by its length."""
    match value:
        case dict():
            return {_shown(str(name)): masked(inner, str(name)) for name, inner in value.items()}
        case list():
            return list(_entries(value, field))
        case bool() | None:
            return value
        case int() | float():
            return value if abs(value) < _LONG else "***"
        case str():
            return value if value in _choices().get(field, frozenset()) else f"*** ({len(value)})"
        case _:
            return "***"


def _entries(values: list[object], field: str) -> Iterator[object]:
    for value in values[:MOST]:
        yield masked(value, field)
    if len(values) > MOST:
        yield f"... {len(values) - MOST}"


def _shown(name: str) -> str:
    """An unknown field's own name may be a person's number or name."""
    return name if name in _choices() else "?"
