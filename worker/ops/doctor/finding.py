"""One line of the doctor's report."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

Level: TypeAlias = Literal["ok", "warn", "fail"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, what was found, and what to do about it (empty when all is well); in both languages."""

    level: Level
    what: str
    found: str
    todo: str = ""


def ok(what: str, found: str) -> Finding:
    """Return a finding that needs nothing."""
    return Finding("ok", what, found)


def warn(what: str, found: str, todo: str) -> Finding:
    """Return a finding that may need something."""
    return Finding("warn", what, found, todo)


def fail(what: str, found: str, todo: str) -> Finding:
    """Return a finding that keeps jobs from being sent."""
    return Finding("fail", what, found, todo)
