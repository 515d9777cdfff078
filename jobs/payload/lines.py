"""Where the faults of a file stand: the line of each path."""

import json
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Final

from jobs.payload.fault import Step, to_path

_TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.)*+"?|[{}\[\],:]|[^\s{}\[\],:"]+')
_STEP: Final = re.compile(r"\[[^.\[]*|[^.\[]+")


@dataclass(slots=True, eq=False)
class _Place:
    """A value that is looked for, or holds one; `line` is 0 until it is found."""

    line: int = 0
    below: "dict[str, _Place]" = field(default_factory=dict)

    def way(self, path: str) -> "list[_Place]":
        """The places from here to a path."""
        way = [self]
        for step in [] if path == "$" else _STEP.findall(path):
            way.append(way[-1].below.setdefault(step, _Place()))
        return way


def lines_of(text: str, paths: Collection[str]) -> dict[str, int]:
    """The line, from 1, on which the value of each path begins.

    A path that leads to nothing, as of a missing field, has the line of what should hold it. Ends
    with the last that is looked for, and takes time by the text's length, however deep it is.
    """
    root = _Place(1)
    ways = {path: root.way(path) for path in paths}
    left = {place for way in ways.values() for place in way[1:]}
    for place, line in _places(text, root) if left else ():
        place.line = place.line or line
        left.discard(place)
        if not left:
            break
    return {path: max(place.line for place in way) for path, way in ways.items()}


def _places(text: str, root: _Place) -> Iterator[tuple[_Place, int]]:
    """Each place that is met in the text, with its line; stops where the text is no JSON."""
    steps: list[Step] = []
    holders: list[_Place | None] = []  # of each step: None where nothing below is looked for
    line, end, is_key = 1, 0, False
    for token in _TOKEN.finditer(text):
        word, place = token[0], None
        line += text.count("\n", end, token.start())
        end = token.start()
        if word == ":":
            is_key = False
        elif word in ("}", "]"):
            del steps[-1:], holders[-1:]
        elif word == "," and steps:
            is_key = isinstance(steps[-1], str)
            steps[-1] = _next(steps[-1])
        elif is_key and steps:
            steps[-1] = _name(word)
        elif place := _below(holders[-1], steps[-1]) if steps else root:
            yield place, line
        if word in ("{", "["):
            is_key = word == "{"
            steps.append("" if is_key else 0)
            holders.append(place)


def _below(holder: _Place | None, step: Step) -> _Place | None:
    return holder.below.get(to_path((step,))) if holder else None


def _next(step: Step) -> Step:
    return step + 1 if isinstance(step, int) else ""


def _name(word: str) -> str:
    try:
        return str(json.loads(word))
    except json.JSONDecodeError:
        return ""
