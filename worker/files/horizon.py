"""How far ahead of its slot a row's files are made ready, against the life of their ids; all in seconds."""

from typing import Final

AHEAD: Final = 60.0


def ahead(ttl: float) -> float:
    """How long before its turn a row is prepared: a minute, where ids live eight times as long."""
    return min(AHEAD, ttl / 8)


def fresh(ttl: float) -> float:
    """How long an id must still live to be taken for a row: to its turn, and as long again."""
    return 2 * ahead(ttl)
