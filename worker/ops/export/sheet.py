"""Rows as CSV that a spreadsheet opens as it is meant: text stays text."""

import csv
import io
from collections.abc import Iterable
from dataclasses import astuple, fields
from datetime import datetime
from typing import Final

from worker.ops.export.rows import Exported
from worker.ops.language import Language

BOM: Final = "\N{ZERO WIDTH NO-BREAK SPACE}"
_FORMULA: Final = tuple("=+-@\t\r\n＝＋－＠")


def head() -> str:
    """Return the first line, behind the mark by which a spreadsheet knows UTF-8."""
    return BOM + _lines([[field.name for field in fields(Exported)]])


def sheet(rows: Iterable[Exported], lang: Language) -> str:
    """Return a line for each row; faults are in the operator's language."""
    return _lines([[_cell(value, lang) for value in astuple(row)] for row in rows])


def guarded(text: str) -> str:
    """Return text that no spreadsheet takes for a formula: with an apostrophe before what could be one."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _cell(value: object, lang: Language) -> str | int:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case int():
            return value
        case datetime():
            return value.astimezone().isoformat(timespec="seconds")
        case list():
            return guarded("; ".join(_item(item, lang) for item in value))
        case _:
            return guarded(str(value))


def _item(item: object, lang: Language) -> str:
    if not isinstance(item, dict):
        return str(item)
    message = item.get("message_zh" if lang == "zh-CN" else "message") or item.get("message", "")
    return f"{item.get('path', '$')}: {message}"


def _lines(rows: list[list[str]] | list[list[str | int]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()
