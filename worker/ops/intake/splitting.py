"""A file's rows as texts: one a line, or the objects of a JSON document, one after the other or in an array."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

import orjson

from jobs.payload import MOST_BYTES
from worker.bilingual import both
from worker.errors import SettingsError

LINES: Final = frozenset({".jsonl", ".ndjson"})
MOST_DOCUMENT: Final = (
    256 * 1024 * 1024
)  # bytes; larger files are JSON Lines, which are read line by line
_BOM: Final = b"\xef\xbb\xbf"
_BRACKET: Final = re.compile(rb'"(?:[^"\\]|\\.)*+"|[{}\[\]]', re.DOTALL)
_BETWEEN: Final = b" \t\r\n,"


@dataclass(frozen=True, slots=True)
class Raw:
    """A row as it is written, the line on which it begins, and the byte of the file behind it."""

    text: bytes
    line: int
    end: int


def raws(path: Path) -> Iterator[Raw]:
    """Yield the rows of a file.

    Raises:
        SettingsError: it cannot be read, or is too large for one document.
    """
    try:
        with path.open("rb") as file:
            first = file.readline(MOST_BYTES + 2)
            if path.suffix.lower() in LINES or _is_object(first):
                yield from _lines(file, first)
            else:
                yield from _document(path, first + file.read(MOST_DOCUMENT + 1))
    except OSError as error:
        msg = both(
            f"{path} cannot be read: {error.strerror}.",
            f"无法读取 {path}：{error.strerror}。",
        )
        raise SettingsError(msg) from None


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(orjson.loads(line.removeprefix(_BOM)), dict)
    except orjson.JSONDecodeError:
        return False


def _lines(file: BinaryIO, line: bytes) -> Iterator[Raw]:
    number, end = 0, 0
    line = line.removeprefix(_BOM)
    while line:
        number, end = number + 1, end + len(line)
        whole = line.endswith(b"\n")
        if line.strip():
            # One that is longer than any payload is cut, and refused by its length.
            yield Raw(line.rstrip(b"\r\n") if whole else line, number, end)
        line = file.readline(MOST_BYTES + 2)
        while not whole and line:
            end += len(line)
            whole = line.endswith(b"\n")
            line = file.readline(MOST_BYTES + 2)


def _document(path: Path, data: bytes) -> Iterator[Raw]:
    if len(data) > MOST_DOCUMENT:
        size = MOST_DOCUMENT >> 20
        msg = both(
            f"{path} is larger than {size} MB: write one row a line (JSON Lines), in {path.stem}.jsonl.",
            f"{path} 超过 {size} MB：请改为每行一条（JSON Lines），存为 {path.stem}.jsonl。",
        )
        raise SettingsError(msg)
    data = data.removeprefix(_BOM)
    line, counted = 1, 0
    for start, end in _spans(data):
        line += data.count(b"\n", counted, start)
        counted = start
        yield Raw(data[start:end], line, end)


def _spans(data: bytes) -> Iterator[tuple[int, int]]:
    """Where the rows stand; what stands between them and is no white space or comma is a row, too: a bad one."""
    depth, base, done, start = 0, 0, 0, 0
    for found in _BRACKET.finditer(data):
        bracket = found[0]
        if bracket in {b"{", b"["}:
            if depth == base:
                yield from _stray(data, done, found.start())
                start = done = found.start()
            depth += 1
            if bracket == b"[" and depth == 1:
                base, done = 1, found.end()
        elif bracket in {b"}", b"]"}:
            depth -= 1
            if depth < base:
                yield from _stray(data, done, found.start())
                depth, base, done = 0, 0, found.end()
            elif depth == base:
                yield start, found.end()
                done = found.end()
    if depth > base:
        yield done, len(data)
    else:
        yield from _stray(data, done, len(data))


def _stray(data: bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
    text = data[start:end]
    if text.strip(_BETWEEN):
        yield start + len(text) - len(text.lstrip(_BETWEEN)), end
