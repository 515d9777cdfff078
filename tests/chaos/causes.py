"""Which one injected fault explains that a row is in doubt.

A spoilt answer explains it by itself. A kill does only if the call was on the wire when it struck, or just answered:
a worker that lives on writes what it knows, so an answer that lay about for longer would be its own fault.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from worker.emulator import Entry

SPOILT: Final = frozenset(
    (
        *("reset_before", "reset_after", "drop_before", "drop_after", "truncated"),
        *("garbage_before", "garbage_after", "html_502_before", "html_502_after"),
        *("redirect_before", "redirect_after", "hang_before", "hang_after"),
    )
)
SENT_WITHIN: Final = 1.0
"""Seconds from begin to the arrival of its call: the slot lies ahead by less than a fifth of that."""
WRITTEN_WITHIN: Final = 0.5
"""Seconds from an answer to its report in the database, or on the disk, on a machine that is busy."""


@dataclass(frozen=True, slots=True)
class Injury:
    """What was done to a worker process (pid), or to the database (pid 0); epoch seconds."""

    kind: str
    pid: int
    since: float
    until: float


@dataclass(frozen=True, slots=True)
class Pace:
    """How the API answers: seconds after an arrival, and how much later by the name of a fault."""

    latency: float = 0.0
    faults: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Doubt:
    """A row's newest attempt: whose it was, when it began (epoch seconds), and what the API saw of it."""

    pid: int
    begun: float
    arrival: Entry | None

    def over(self, pace: Pace) -> float:
        """Return when the call had its answer; without an arrival, when it must have been seen not to leave."""
        if self.arrival is None:
            return self.begun + SENT_WITHIN
        return self.arrival.wall + pace.latency + pace.faults.get(self.arrival.fault, 0)


def doubt(pid: int, begun: float, entries: Sequence[Entry]) -> Doubt:
    """Find the attempt's own arrival among those of its row."""
    own = [entry for entry in entries if entry.wall >= begun]
    return Doubt(pid, begun, own[-1] if own else None)


def cause(found: Doubt, injuries: Sequence[Injury], pace: Pace) -> tuple[str, float] | None:
    """Return the one fault that explains it, and seconds from the answer to the kill (negative: on the wire)."""
    over = found.over(pace)
    kill = next((i for i in injuries if i.kind == "SIGKILL" and _hit(i, found)), None)
    if kill and kill.since <= over:
        return kill.kind, kill.since - over
    if found.arrival and found.arrival.fault in SPOILT:
        return found.arrival.fault, 0.0
    read_by = _read_by(found, over, injuries)
    if kill and kill.since <= read_by + WRITTEN_WITHIN:
        return kill.kind, kill.since - read_by
    return None


def _hit(injury: Injury, found: Doubt) -> bool:
    return injury.pid == found.pid and injury.until >= found.begun


def _read_by(found: Doubt, over: float, injuries: Sequence[Injury]) -> float:
    """Return when the worker could have read the answer: one that stood still could not before it went on."""
    stops = [i for i in injuries if i.kind == "SIGSTOP" and _hit(i, found)]
    for stop in sorted(stops, key=lambda stop: stop.since):
        if stop.since <= over + WRITTEN_WITHIN:
            over = max(over, stop.until)
    return over
