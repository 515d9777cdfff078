"""The runbook keeps its word: commands exist, links lead somewhere, each alert has its entry."""

import re
from itertools import pairwise
from typing import Any

import pytest
from typer.main import get_command

from jobs.errors import lookup
from tests.support.runbook import CHINESE, ROOT, RULES, TEXT, Entry, commands, entries
from worker.ops.cli import app
from worker.settings import Settings

PARTS = ("**You see**", "**Why**", "**Do now · 现在处理**", "**Do not**", "**Over when**")
ANCHORS = [entry.anchor for entry in entries()]


@pytest.mark.parametrize("words", commands(), ids=" ".join)
def test_each_command_exists(words: list[str]) -> None:
    """A command, its options and the values that it lets one choose from are those of this version."""
    node: Any = get_command(app)
    while words and hasattr(node, "commands") and not words[0].startswith("-"):
        node, words = node.commands[words[0]], words[1:]
    taken = {option: p for p in node.params for option in p.opts}
    options = [word.partition("=")[0] for word in words if word.startswith("--")]

    assert [] == [option for option in options if option not in taken]
    for option, value in pairwise(words):
        choices = getattr(getattr(taken.get(option), "type", None), "choices", None)
        assert choices is None or value in choices


@pytest.mark.parametrize("entry", entries(), ids=lambda entry: entry.anchor)
def test_an_entry_has_all_its_parts(entry: Entry) -> None:
    """What one sees, why, what to do, what not, and when it is over, in this order; heading and deed in Chinese too."""
    places = [entry.text.find(part) for part in PARTS]
    deed = entry.text.partition(PARTS[2])[2].partition(PARTS[3])[0]

    assert -1 not in places
    assert sorted(places) == places
    assert CHINESE.search(entry.heading)
    assert CHINESE.search(deed)


def test_each_entry_is_listed_once() -> None:
    """The table of contents leads to every entry, in their order."""
    contents = TEXT.partition("<a id=")[0]

    assert ANCHORS == re.findall(r"\]\(#([a-z-]+)\)", contents)
    assert len(ANCHORS) == len(set(ANCHORS))


def test_each_link_leads_somewhere() -> None:
    """A link to an entry, or to a file, finds it."""
    targets = re.findall(r"\]\(([^)]+)\)", TEXT)
    inside = {target[1:] for target in targets if target.startswith("#")}
    files = {target.partition("#")[0] for target in targets if not target.startswith("#")}

    assert set() == inside - set(ANCHORS)
    assert [] == [name for name in files if not (ROOT / "docs" / name).exists()]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
def test_each_alert_has_its_entry(rule: dict[str, Any]) -> None:
    """An alert links to an entry, and that entry names the alert."""
    file, _, anchor = rule["annotations"]["runbook_url"].partition("#")
    [entry] = [entry for entry in entries() if entry.anchor == anchor]

    assert "docs/runbook.md" == file
    assert f"`{rule['alert']}`" in entry.text


def test_each_setting_and_code_exists() -> None:
    """Settings and our own error codes are those of this version."""
    settings = set(re.findall(r"FLOWGROUP_[A-Z_]+", TEXT))
    codes = set(re.findall(r"Worker\.[A-Z]\w+", TEXT))

    assert set() == settings - {f"FLOWGROUP_{name.upper()}" for name in Settings.model_fields}
    assert [] == [code for code in codes if lookup(code).code != code]
