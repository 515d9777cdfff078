"""The runbook, taken apart: entries, links, commands, statements."""

import re
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

ROOT: Final = Path(__file__).parents[2]
TEXT: Final = (ROOT / "docs/runbook.md").read_text(encoding="utf-8")
GROUPS: Final = yaml.safe_load((ROOT / "docs/ops/alerts.yaml").read_text(encoding="utf-8"))
RULES: Final[list[dict[str, Any]]] = [rule for g in GROUPS["groups"] for rule in g["rules"]]
CHINESE: Final = re.compile(r"[\u4e00-\u9fff]")

_ENTRY: Final = re.compile(r'^<a id="([a-z-]+)"></a>\n+## (.+)\n', re.MULTILINE)
_BLOCK: Final = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_QUOTED: Final = re.compile(r"`(flowgroup [^`]+)`")
_END: Final = {"|", "||", "&&", ">", ">>", "<", ";", "#"}


@dataclass(frozen=True)
class Entry:
    """One symptom: its anchor, heading and text."""

    anchor: str
    heading: str
    text: str


def entries() -> list[Entry]:
    """Return the entries in their order."""
    _, *parts = _ENTRY.split(TEXT)
    told = zip(parts[::3], parts[1::3], parts[2::3], strict=True)
    return [Entry(anchor, heading, text) for anchor, heading, text in told]


def blocks(kind: str) -> list[str]:
    """Return the fenced blocks of one language."""
    return [body for language, body in _BLOCK.findall(TEXT) if language == kind]


def commands() -> list[list[str]]:
    """Return every `flowgroup` command that a reader is told to type, as words after `flowgroup`."""
    typed = [line.removeprefix("$ ") for body in blocks("console") for line in body.splitlines()]
    lines = [line for line in typed if line.startswith("flowgroup ") and not line.endswith(".")]
    return [_words(line) for line in [*lines, *_QUOTED.findall(_BLOCK.sub("", TEXT))]]


def statements() -> list[str]:
    """Return the statements that a reader is told to run."""
    return [part.strip() for body in blocks("sql") for part in body.split(";\n") if part.strip()]


def _words(line: str) -> list[str]:
    words = shlex.split(line, comments=True)[1:]
    cut = next((n for n, word in enumerate(words) if word in _END), len(words))
    return words[:cut]
