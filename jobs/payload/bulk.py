"""Many texts at once, for a process that does nothing else. Faults are picklable."""

from collections.abc import Iterable

from jobs.payload.check import check
from jobs.payload.fault import Fault
from jobs.payload.parse import Text, parse


def faults_of(
    texts: Iterable[Text], *, now: float, earliest: Iterable[float] | None = None
) -> list[list[Fault]]:
    """The faults of each text, in order. Never raises over a text.

    Args:
        texts: Payloads as JSON.
        now: The present, Unix seconds.
        earliest: For each text, when its job can be sent at the earliest, Unix seconds.

    Raises:
        ValueError: There are not as many moments as texts.
    """
    if earliest is None:
        return [_faults(text, now, now) for text in texts]
    pairs = zip(texts, earliest, strict=True)
    return [_faults(text, now, moment) for text, moment in pairs]


def is_valid(faults: Iterable[Fault]) -> bool:
    """Tell whether a payload with these faults may be sent."""
    return all(fault.severity == "warning" for fault in faults)


def _faults(text: Text, now: float, earliest: float) -> list[Fault]:
    document, faults = parse(text)
    if document is None and faults:
        return faults
    found = check(document, now=now, earliest=earliest)
    if not faults:
        return found
    known = {fault.path for fault in faults}
    return faults + [fault for fault in found if fault.path not in known]
