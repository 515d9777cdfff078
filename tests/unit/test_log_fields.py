"""The vocabulary of the log: each event of the runtime, no other, with fields from a list; documented as it is."""

import asyncio
import logging
import re
from collections.abc import Iterator
from dataclasses import fields, make_dataclass
from datetime import datetime
from io import StringIO
from pathlib import Path
from types import UnionType
from typing import Any, get_args, get_type_hints

import pytest

from worker import events
from worker.ops import logs
from worker.ops.logs import FIELDS, event_name, level_of, logging_listener
from worker.ops.quiet import libraries_heard, story

PAGE = (Path(__file__).parents[2] / "docs/ops/logs.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| `(\w+)` \| (\w+|by outcome) \| (.*?) \| (.+) \|$", PAGE, re.MULTILINE)
KINDS: tuple[type[events.Event], ...] = get_args(events.Event)
PLAIN = {int, float, bool, str, datetime, type(None)}
CANARY = "张三 13800138000 secret"


def types_of(kind: type) -> Iterator[object]:
    """Name the types of a kind's fields, one by one."""
    for hint in get_type_hints(kind).values():
        yield from get_args(hint) if isinstance(hint, UnionType) else (hint,)


def sample(kind: type) -> Any:  # noqa: ANN401 - an event
    """Make an event of a kind with the first value that fits each field."""
    values = {int: 1, float: 1.0, bool: True, str: "x", datetime: None}
    hints = get_type_hints(kind)
    return kind(**{f.name: values.get(hints[f.name]) for f in fields(kind)})


def test_the_vocabulary_is_the_events() -> None:
    """Every dataclass of the module is an event, and every event has its line in the documentation."""
    made = {kind for kind in vars(events).values() if isinstance(kind, type) and fields_of(kind)}

    assert set(KINDS) == made
    assert sorted(event_name(kind) for kind in KINDS) == sorted(name for name, *_ in ROWS)


def fields_of(kind: type) -> bool:
    return hasattr(kind, "__dataclass_fields__")


@pytest.mark.parametrize("kind", KINDS, ids=event_name)
def test_each_field_is_on_the_list_and_plain(kind: type[events.Event]) -> None:
    """No event has a field that is not allowed, or one that could hold more than a word, a figure or a time."""
    assert set() == {field.name for field in fields(kind)} - FIELDS
    assert set() == set(types_of(kind)) - PLAIN


def test_no_field_is_allowed_for_nothing() -> None:
    """The list holds what events have, and nothing that somebody might use some day."""
    assert {field.name for kind in KINDS for field in fields(kind)} == FIELDS


@pytest.mark.parametrize("kind", KINDS, ids=event_name)
def test_the_page_says_level_and_fields(kind: type[events.Event]) -> None:
    """The documentation has each event's level and fields in their order."""
    level, listed = next((lvl, row) for name, lvl, row, _ in ROWS if name == event_name(kind))
    by_outcome = kind is events.Finished

    expected = "by outcome" if by_outcome else logging.getLevelName(level_of(sample(kind))).lower()
    assert (expected, [f.name for f in fields(kind)]) == (level, re.findall(r"`(\w+)`", listed))


def test_a_field_that_is_not_allowed_is_not_written(monkeypatch: pytest.MonkeyPatch) -> None:
    """Should an event get a field that is not on the list, the log goes without it."""
    kind = make_dataclass("Told", [("job_id", int), ("payload", str)])
    monkeypatch.setitem(logs._SHAPES, kind, ("told", logs.allowed(kind)))  # noqa: SLF001  its table
    stream = StringIO()

    logging_listener("json", stream)(kind(7, CANARY))

    assert '"job_id":7' in stream.getvalue()
    assert CANARY not in stream.getvalue()


def fail(text: str) -> None:
    """Fail within another failure, both with a text."""
    try:
        dict[str, str]()[text]
    except KeyError as error:
        raise ExceptionGroup(text, [ValueError(text)]) from error


def test_a_story_has_frames_and_types_and_no_text() -> None:
    """Of an unforeseen error one learns where and what kind, of its causes and parts too, and not what it says."""
    with pytest.raises(ExceptionGroup) as raised:
        fail(CANARY)

    told = story(raised.value)
    assert ["KeyError", "ExceptionGroup", "ValueError"] == re.findall(
        r"builtins\.(\w+)$", told, re.MULTILINE
    )
    assert "in fail" in told
    assert CANARY not in told


async def test_a_lost_task_is_an_event(caplog: pytest.LogCaptureFixture) -> None:
    """What asyncio would print of a task whose error nobody took becomes an event without its text."""
    told: list[events.Event] = []
    with libraries_heard(told.append):
        error = {"message": CANARY, "exception": ValueError(CANARY)}
        asyncio.get_running_loop().call_exception_handler(error)

    assert [events.Defect("asyncio", "ValueError")] == told
    assert caplog.records
