"""Faults of rows as people and scripts read them."""

from collections.abc import Iterable
from typing import Any

from rich.console import Console

from jobs.payload import Fault
from worker.ops.intake.phrases import phrases
from worker.ops.intake.rows import FileRow, Found
from worker.ops.language import Language


def message(fault: Fault, lang: Language) -> str:
    """Return what is wrong, in a language."""
    return fault.message_zh if lang == "zh-CN" else fault.message


def show(row: FileRow, console: Console, lang: Language) -> None:
    """Print each fault of a row on a line, as `file:line: error: path: message (rule)`."""
    for found in row.found:
        fault = found.fault
        severity = phrases(lang)[fault.severity]
        where = f"{row.file}:{found.line}"
        text = f"{where}: {severity}: {fault.path}: {message(fault, lang)} ({fault.rule})"
        console.print(text, soft_wrap=True)


def documents(row: FileRow) -> Iterable[dict[str, Any]]:
    """Return the faults of a row for scripts."""
    return [_document(row, found) for found in row.found]


def _document(row: FileRow, found: Found) -> dict[str, Any]:
    fault = found.fault
    return {
        "file": str(row.file),
        "row": row.number,
        "line": found.line,
        "path": fault.path,
        "rule": fault.rule,
        "severity": fault.severity,
        "message": fault.message,
        "message_zh": fault.message_zh,
    }
