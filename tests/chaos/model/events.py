"""Events with weights.

Hypothesis chooses rules by swarm: it bars some from each example, and so the long way of a call, from begin over
the wire to its written report, would hardly ever be walked. So one rule chooses among all events that can
happen, by weight; each example has favourites instead.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

from hypothesis import strategies as st

Happening: TypeAlias = Callable[..., None]
M = TypeVar("M")


@dataclass(frozen=True, slots=True)
class Event:
    """Something that can happen, how often it does among others, and from what its details are drawn."""

    name: str
    weight: int
    when: Callable[[Any], object]
    happen: Happening
    details: st.SearchStrategy[dict[str, Any]]


def event(
    weight: int,
    when: Callable[[Any], object] = lambda _: True,
    **details: st.SearchStrategy[Any],
) -> Callable[[Happening], Event]:
    """Make a method an event that can happen while `when` holds."""

    def make(happen: Happening) -> Event:
        name = getattr(happen, "__name__", "event")
        return Event(name, weight, when, happen, st.fixed_dictionaries(details))

    return make


def events_of(kind: type) -> list[Event]:
    """List the events of a class and its bases, in the order of their names."""
    members = (getattr(kind, name) for name in dir(kind))
    return [member for member in members if isinstance(member, Event)]
