"""What a worker and its checker tell each other, one JSON line each.

worker → checker: `Order`, then an empty line for each round of work.
checker → worker: `Held` before rows are judged, `Written` after, `Away` when the database is, `Done` after a round.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final, TypeAlias

import orjson

Key: TypeAlias = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Order:
    """What a checker starts with.

    Attributes:
        url: The database.
        worker: Whose turn it works for.
        files_root: Folder of the accounts' files; None: they are not looked at.
        singly: So many rows are taken one by one, since the checker before died over one of them.
        blamed: Rows, with their versions, over which checkers died: they are not looked at again.
    """

    url: str = field(repr=False)
    worker: str
    files_root: str | None
    singly: int = 0
    blamed: list[Key] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Held:
    """The rows that are judged next."""

    rows: list[Key]


@dataclass(frozen=True, slots=True)
class Written:
    """Rows that were judged, and how many of them are invalid."""

    jobs: int
    invalid: int


@dataclass(frozen=True, slots=True)
class Away:
    """A statement did not go through."""

    kind: str
    sqlstate: str | None


@dataclass(frozen=True, slots=True)
class Done:
    """No row waits any more, or another worker has the turn."""


Told: TypeAlias = Held | Written | Away | Done
_KINDS: Final[Mapping[str, type[Told]]] = {
    kind.__name__: kind for kind in (Held, Written, Away, Done)
}


def line_of(message: Told) -> bytes:
    """Write a message of the checker."""
    return orjson.dumps({"is": type(message).__name__, **asdict(message)}) + b"\n"


def told_by(line: bytes) -> Told:
    """Read a message of the checker."""
    fields: dict[str, Any] = orjson.loads(line)
    return _KINDS[fields.pop("is")](**fields)


def order_line(order: Order) -> bytes:
    """Write the order."""
    return orjson.dumps(order) + b"\n"


def order_of(line: bytes) -> Order:
    """Read the order."""
    fields = orjson.loads(line)
    return Order(**{**fields, "blamed": [(row, version) for row, version in fields["blamed"]]})
