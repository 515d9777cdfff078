"""What came in and what was created: the truth that tests judge the worker by."""

import asyncio
import os
from collections import Counter, deque
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from worker.emulator.call import Call
from worker.emulator.config import UPLOAD


class Entry(NamedTuple):
    """One arrival and its end. Meant for test data: it holds names of groups.

    Attributes:
        arrived: monotonic seconds (comparable within one machine's uptime).
        wall: epoch seconds.
        customer_data: of the first contract.
        created: whether the group exists now, whatever was answered.
        code: the API error answered, or empty.
        fault: the injected fault, or empty.
        file_ids: of the files that an upload left here, whatever was answered.
        sha256s: what their bytes hash to, in hex; nothing else of them is kept.
    """

    seq: int
    arrived: float
    wall: float
    action: str
    key: str
    timestamp: int | None
    group_name: str
    customer_data: str
    contracts: int
    request_id: str
    created: bool
    code: str
    fault: str
    flow_group_id: str | None
    flow_ids: tuple[str, ...]
    file_ids: tuple[str, ...] = ()
    sha256s: tuple[str, ...] = ()

    @property
    def verdict(self) -> str:
        """Name the end in one word: a fault, a code, created or stored."""
        return self.fault or self.code or ("stored" if self.file_ids else "created")


class Ledger:
    """Entries in order of their verdicts, in memory and, if asked, in a file."""

    def __init__(self, path: Path | None = None) -> None:
        """Continue the file at path, or start it."""
        self.entries: list[Entry] = read_ledger(path) if path and path.exists() else []
        self._changed = asyncio.Event()
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600) if path else None

    def add(
        self,
        call: Call,
        *,
        code: str = "",
        fault: str = "",
        flow_group_id: str | None = None,
        flow_ids: Sequence[str] = (),
        file_ids: Sequence[str] = (),
        sha256s: Sequence[str] = (),
    ) -> Entry:
        """Append the end of a call; it is in the file before this returns."""
        flows = call.flows
        customer_data = flows[0].get("CustomerData") if flows else None
        entry = Entry(
            seq=len(self.entries) + 1,
            arrived=call.arrived,
            wall=call.wall,
            action=call.action,
            key=call.key,
            timestamp=call.timestamp,
            group_name=call.group_name,
            customer_data=customer_data if isinstance(customer_data, str) else "",
            contracts=len(flows),
            request_id=call.request_id,
            created=flow_group_id is not None,
            code=code,
            fault=fault,
            flow_group_id=flow_group_id,
            flow_ids=tuple(flow_ids),
            file_ids=tuple(file_ids),
            sha256s=tuple(sha256s),
        )
        self.entries.append(entry)
        if self._file is not None:
            os.write(self._file, orjson.dumps(entry._asdict(), option=orjson.OPT_APPEND_NEWLINE))
        self._changed.set()
        return entry

    async def wait(self, enough: Callable[[list[Entry]], bool]) -> list[Entry]:
        """Return the entries as soon as they are enough."""
        while not enough(self.entries):
            self._changed.clear()
            await self._changed.wait()
        return self.entries

    async def arrivals(self, count: int) -> list[Entry]:
        """Return the entries as soon as there are count of them."""
        return await self.wait(lambda entries: len(entries) >= count)

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            os.close(self._file)
            self._file = None


def read_ledger(path: Path) -> list[Entry]:
    """Read a ledger file, also while or after its process was killed."""
    lines = path.read_bytes().split(b"\n")[:-1]
    rows = [orjson.loads(line) for line in lines]
    return [Entry(**{name: _field(value) for name, value in row.items()}) for row in rows]


def _field(value: object) -> Any:  # noqa: ANN401 - the fields of an entry
    return tuple(value) if isinstance(value, list) else value


def peak(instants: Sequence[float]) -> int:
    """Count the most arrivals in any half-open second, anywhere on the time axis."""
    window: deque[float] = deque()
    most = 0
    for instant in sorted(instants):
        window.append(instant)
        while instant - window[0] >= 1:
            window.popleft()
        most = max(most, len(window))
    return most


def summarise(entries: Sequence[Entry]) -> dict[str, object]:
    """Add up: arrivals, created, refused, contracts, codes, faults, and the pace; of uploads the files stored.

    `refused` counts calls answered with a code without a fault's doing; `per_second` counts
    arrivals by epoch second; `peak` is the most arrivals, `peak_passed` the most calls that
    the limit let through, in any sliding second.
    """
    uploads = sum(len(entry.file_ids) for entry in entries)
    entries = [entry for entry in entries if entry.action != UPLOAD]
    passed = [entry for entry in entries if not entry.code.startswith("RequestLimitExceeded")]
    created = [entry for entry in entries if entry.created]
    return {
        "arrivals": len(entries),
        "created": len(created),
        "refused": sum(1 for entry in entries if entry.code and not entry.fault),
        "contracts": sum(len(entry.flow_ids) for entry in created),
        "codes": dict(Counter(entry.code for entry in entries if entry.code)),
        "faults": dict(Counter(entry.fault for entry in entries if entry.fault)),
        "per_second": {
            str(second): n for second, n in sorted(Counter(int(e.wall) for e in entries).items())
        },
        "uploads": uploads,
        "peak": peak([entry.arrived for entry in entries]),
        "peak_passed": peak([entry.arrived for entry in passed]),
    }
