"""All faults of a payload: each struct's own fields, then what several fields say together.

Rules look at the raw document, not at models, so that all faults show at once, also where a
field has failed.
"""

from collections.abc import Iterator

from jobs.payload.fault import Fault, Faults, Hit, Step
from jobs.payload.fields import Model, StructFields, field_faults, fields_of
from jobs.payload.moment import Moment
from jobs.payload.raw import Raw, is_object
from jobs.payload.request import ChannelCreateFlowGroupByFilesRequest
from jobs.payload.rules import struct_faults


def check(payload: object, *, now: float, earliest: float | None = None) -> list[Fault]:
    """All faults of a payload, at most ``MOST_FAULTS`` of each severity. Never raises.

    Args:
        payload: The parsed request body; any JSON value.
        now: The present, Unix seconds.
        earliest: When the job can be sent at the earliest (its run_after), Unix seconds.
    """
    faults = Faults()
    moment = Moment(now, now if earliest is None else max(now, earliest))
    _visit(faults, ChannelCreateFlowGroupByFilesRequest, payload, (), moment)
    return faults.kept


def _visit(
    faults: Faults, model: Model, value: object, at: tuple[Step, ...], moment: Moment
) -> None:
    fields = fields_of(model)
    faults.add(at, field_faults(fields, value))
    if not is_object(value):
        return
    faults.add(at, _names(fields, value))
    faults.add(at, struct_faults(model.__name__, value, moment))
    for name, below, many in fields.below:
        item = value.get(name)
        if is_object(item) and not many:
            _visit(faults, below, item, (*at, name), moment)
        elif isinstance(item, list) and many:
            for index, entry in enumerate(item):
                if faults.full:
                    return
                _visit(faults, below, entry, (*at, name, index), moment)


def _names(fields: StructFields, value: Raw) -> Iterator[Hit]:
    """Fields that the API does not know, has given up, or that mean nothing in this call."""
    if not value.keys() <= fields.names:
        yield from (Hit("unknown", (name,)) for name in value if name not in fields.names)
    for name in fields.marks.keys() & value.keys():
        if value[name]:
            yield Hit(fields.marks[name], (name,))
