"""What a JSON document may hide: fields given twice, NUL, half characters, numbers of no range."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from jobs.payload.fault import MOST_FAULTS, Hit, Step

MOST_DEPTH: Final = 512
"""Far deeper than any request, whose deepest field lies within nine brackets."""

_SURROGATE: Final = re.compile("[\ud800-\udfff]")


class Repeated(dict[str, object]):
    """An object in which fields stand more than once; the last one counts."""

    def __init__(self, pairs: list[tuple[str, object]]) -> None:
        super().__init__(pairs)
        counts = Counter(name for name, _ in pairs)
        self.names = [name for name, count in counts.items() if count > 1]


class Marking:
    """Builds a document's objects, and marks as many repetitions as faults are kept."""

    def __init__(self) -> None:
        self._left = MOST_FAULTS + 1

    def __call__(self, pairs: list[tuple[str, object]]) -> dict[str, object]:
        """Build an object of its fields."""
        found = dict(pairs)
        if len(found) == len(pairs) or not self._left:
            return found
        self._left -= 1
        return Repeated(pairs)


def hidden_faults(document: object) -> Iterator[Hit]:
    """Walk a whole document; memory grows with its depth alone."""
    path: list[Step] = []
    stack: list[Iterator[tuple[Step, object]]] = [iter([("", document)])]
    while stack:
        entry = next(stack[-1], None)
        if entry is None:
            stack.pop()
            del path[-1:]
            continue
        step, value = entry
        here = () if len(stack) == 1 else (*path[1:], step)
        yield from _of_value(value, here)
        if isinstance(step, str):
            yield from _of_text(step, here)
        if len(stack) > MOST_DEPTH:
            yield Hit("depth")
        elif isinstance(value, dict | list):
            path.append(step)
            stack.append(_entries(value))


def _entries(value: dict[str, object] | list[object]) -> Iterator[tuple[Step, object]]:
    entries: Iterable[tuple[Step, object]] = (
        value.items() if isinstance(value, dict) else enumerate(value)
    )
    return iter(entries)


def _of_value(value: object, here: tuple[Step, ...]) -> Iterator[Hit]:
    if isinstance(value, str):
        yield from _of_text(value, here)
    elif isinstance(value, float) and not math.isfinite(value):
        yield Hit("number", here)
    elif isinstance(value, Repeated):
        yield from (Hit("repeated", (*here, name)) for name in value.names)


def _of_text(text: str, here: tuple[Step, ...]) -> Iterator[Hit]:
    if "\x00" in text:
        yield Hit("nul", here)
    if _SURROGATE.search(text):
        yield Hit("surrogate", here)
