"""Where the faults of a file stand: the line of each path."""

import json
import re
from collections.abc import Collection, Iterator
from typing import Final

from jobs.payload.fault import Step, to_path

_TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.)*+"?|[{}\[\],:]|[^\s{}\[\],:"]+')


def lines_of(text: str, paths: Collection[str]) -> dict[str, int]:
    """The line, from 1, on which the value of each path begins.

    A path that leads to nothing, as of a missing field, has the line of what should hold it.
    """
    wanted = {known for path in paths for known in _lineage(path)}
    found = {"$": 1}
    for path, line in _values(text):
        if path in wanted:
            found.setdefault(path, line)
        if len(found) > len(wanted):
            break
    return {path: next(found[up] for up in _lineage(path) if up in found) for path in paths}


def _lineage(path: str) -> Iterator[str]:
    """A path, and all that hold it."""
    while path not in ("", "$"):
        yield path
        path = path[: max(path.rfind("."), path.rfind("["), 0)]
    yield "$"


def _values(text: str) -> Iterator[tuple[str, int]]:
    """Each value below the root, with its line; stops where the text is no JSON."""
    steps: list[Step] = []
    line, end, is_key = 1, 0, False
    for token in _TOKEN.finditer(text):
        word = token[0]
        line += text.count("\n", end, token.start())
        end = token.start()
        if word == ":":
            is_key = False
        elif word in ("}", "]"):
            del steps[-1:]
        elif word == "," and steps:
            is_key = isinstance(steps[-1], str)
            steps[-1] = _next(steps[-1])
        elif is_key and steps:
            steps[-1] = _name(word)
        else:
            yield to_path(steps), line
        if word in ("{", "["):
            is_key = word == "{"
            steps.append("" if is_key else 0)


def _next(step: Step) -> Step:
    return step + 1 if isinstance(step, int) else ""


def _name(word: str) -> str:
    try:
        return str(json.loads(word))
    except json.JSONDecodeError:
        return ""
