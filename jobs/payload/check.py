"""All faults of a payload: each struct's own fields, then what several fields say together.

Rules look at the raw document, not at models, so that all faults show at once, also where a
field has failed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

from jobs.payload.fault import Fault, Faults, Hit, Step
from jobs.payload.fields import Fields, Model, field_faults, fields_of
from jobs.payload.moment import Moment
from jobs.payload.raw import is_object
from jobs.payload.request import ChannelCreateFlowGroupByFilesRequest
from jobs.payload.rules import DEADLINE, RULES, Waking
from jobs.payload.structs import ENTRIES

_Below: TypeAlias = "tuple[tuple[str, _Node, bool], ...]"


@dataclass(frozen=True, slots=True)
class _Node:
    """A struct with everything that judges it, and the structs below it."""

    fields: Fields
    rules: tuple[Waking, ...]
    dated: bool
    below: _Below


def check(payload: object, *, now: float, earliest: float | None = None) -> list[Fault]:
    """All faults of a payload, at most ``MOST_FAULTS`` of each severity. Never raises.

    Args:
        payload: The parsed request body; any JSON value.
        now: The present, Unix seconds.
        earliest: When the job can be sent at the earliest (its run_after), Unix seconds.
    """
    faults = Faults()
    moment = Moment(now, now if earliest is None else max(now, earliest))
    _visit(faults, _node(ChannelCreateFlowGroupByFilesRequest), payload, (), moment)
    return faults.kept


@cache
def _node(model: Model) -> _Node:
    fields = fields_of(model)
    return _Node(
        fields=fields,
        rules=RULES.get(model.__name__, ()),
        dated=model.__name__ == DEADLINE.struct,
        below=tuple((name, _node(below), many) for name, below, many in fields.below),
    )


def _visit(
    faults: Faults, node: _Node, value: object, at: tuple[Step, ...], moment: Moment
) -> None:
    faults.add(at, _hits(node, value, moment))
    if not is_object(value):
        return
    for name, below, many in node.below:
        item = value.get(name)
        if is_object(item) and not many:
            _visit(faults, below, item, (*at, name), moment)
        elif isinstance(item, list) and many:
            for index, entry in enumerate(item[:ENTRIES]):
                if faults.full:
                    return
                _visit(faults, below, entry, (*at, name, index), moment)


def _hits(node: _Node, value: object, moment: Moment) -> Iterator[Hit]:
    yield from field_faults(node.fields, value)
    if not is_object(value):
        return
    for rule, waking in node.rules:
        if not waking or not waking.isdisjoint(value):
            yield from rule(value)
    if node.dated and "Deadline" in value:
        yield from DEADLINE.rule(value, moment)
