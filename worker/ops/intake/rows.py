"""Rows of files with their faults: what Postgres would refuse, what the check would, and where it stands."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from json import JSONDecodeError, JSONEncoder, loads
from pathlib import Path
from typing import Any, Final

import orjson

from jobs.payload import MOST_BYTES, Fault, check, fault_of, is_valid, lines_of, parse
from worker.check.judge import Judge
from worker.ops.intake.columns import Columns, columns_of
from worker.ops.intake.splitting import Raw, raws

_INNER: Final = "payload."
# As the database prints what it keeps, and as it is sent.
_PRINTED: Final = JSONEncoder(ensure_ascii=False, check_circular=False)


@dataclass(frozen=True, slots=True)
class Found:
    """A fault, and the line of the file on which it stands."""

    line: int
    fault: Fault


@dataclass(frozen=True, slots=True, repr=False)
class FileRow:
    """A row of a file: its number from 1, what it gives, and all its faults. `end`: the byte of the file behind it."""

    file: Path
    number: int
    line: int
    end: int
    columns: Columns
    body: str
    contracts: int
    found: list[Found]

    @property
    def account(self) -> str:
        """Whose row it is."""
        return self.columns.account or "default"

    @property
    def valid(self) -> bool:
        """Whether it may be enqueued."""
        return is_valid(found.fault for found in self.found)

    @property
    def repeats(self) -> bool:
        """Whether its dedupe_key stood in the files before."""
        return any(found.fault.rule == "dedupe_key_twice" for found in self.found)


class Reader:
    """Reads files row by row; remembers which keys it has seen, over all of them."""

    def __init__(self, judge: Judge, now: float) -> None:
        self._judge = judge
        self._now = now
        self._keys = set[tuple[str, str]]()

    def rows(self, path: Path) -> Iterator[FileRow]:
        """Yield the rows of a file.

        Raises:
            SettingsError: it cannot be read.
        """
        for number, raw in enumerate(raws(path), 1):
            yield self._row(path, number, raw)

    def _row(self, path: Path, number: int, raw: Raw) -> FileRow:
        document, faults = parse(raw.text)
        columns, body, inner = Columns(), raw.text.decode(errors="replace"), ""
        placed = [(fault.path, fault) for fault in faults]
        payload = document
        if isinstance(document, dict) and "payload" in document:
            inner, payload = _INNER, document["payload"]
            columns, wrong = columns_of(document, self._now)
            placed = [(at, _shown(one)) for at, one in placed] + [(one.path, one) for one in wrong]
            body = _payload_text(raw.text) if is_valid(faults) else ""
        if document is not None or not faults:
            judged = self._judged(payload, body, columns, {one.path for _, one in placed})
            placed += [(_path(inner, one.path), one) for one in judged]
        if self._repeats(columns):
            placed.append(("dedupe_key", fault_of("dedupe_key_twice", "dedupe_key")))
        found = _located(raw, placed)
        return FileRow(path, number, raw.line, raw.end, columns, body, _contracts(payload), found)

    def _repeats(self, columns: Columns) -> bool:
        if not columns.dedupe_key:
            return False
        key = columns.account or "default", columns.dedupe_key
        known = key in self._keys
        self._keys.add(key)
        return known

    def _judged(
        self, payload: object, body: str, columns: Columns, known: set[str]
    ) -> Iterator[Fault]:
        """Yield what the check says, but where the text itself is known to be faulty."""
        earliest = columns.run_after.timestamp() if columns.run_after else self._now
        for one in check(payload, now=self._now, earliest=earliest):
            if one.path not in known:
                yield one
        if 2 * len(body) > MOST_BYTES and "$" not in known and _printed(payload) > MOST_BYTES:
            yield fault_of("size")
        self._judge.start()
        yield from self._judge.of_files(body, columns.account or "default", known)


def _path(inner: str, path: str) -> str:
    """Where a fault of the payload stands in the row."""
    return path if not inner else inner.rstrip(".") if path == "$" else f"{inner}{path}"


def _shown(one: Fault) -> Fault:
    """The fault of a row's text as one of its payload, where it is."""
    return replace(one, path=one.path.removeprefix(_INNER))


def _payload_text(text: bytes) -> str:
    """The payload of a row, its numbers as they are written."""
    row = loads(text, parse_int=orjson.Fragment, parse_float=orjson.Fragment)
    return orjson.dumps(row["payload"]).decode()


def _printed(payload: object) -> int:
    return sum(len(part.encode(errors="replace")) for part in _PRINTED.iterencode(payload))


def _contracts(payload: object) -> int:
    flows: Any = payload.get("FlowFileInfos") if isinstance(payload, Mapping) else None
    return len(flows) if isinstance(flows, list) else 0


def _located(raw: Raw, placed: list[tuple[str, Fault]]) -> list[Found]:
    if not placed:
        return []
    text = raw.text.decode(errors="replace")
    lines = lines_of(text, {path for path, _ in placed})
    return [
        Found(raw.line - 1 + (_stumble(text) if one.rule == "json" else lines[path]), one)
        for path, one in placed
    ]


def _stumble(text: str) -> int:
    """Return the line of a text on which it stops to be JSON."""
    try:
        loads(text)
    except JSONDecodeError as error:
        return error.lineno
    return 1
