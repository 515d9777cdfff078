"""Faults of a file are found by line."""

import json
from unittest.mock import patch

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.payload import check, lines_of
from tests.support.emulated import example
from tests.support.requests import CONTROL, DROP, NOW, changed

TEXT = """{
  "Agent": {"AppId": "a",
    "Proxy\\u0041ppId": "b"},
  "FlowFileInfos": [
    {"FlowName": "a\\"}\\n,", "FileIds": ["x",
      "y"]},
    {
      "机密": 1
    }
  ]
}"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("$", 1),
        ("FlowGroupName", 1),
        ("Agent", 2),
        ("Agent.ProxyAppId", 3),
        ("Agent.ProxyOperator.OpenId", 2),
        ("FlowFileInfos", 4),
        ("FlowFileInfos[0]", 5),
        ("FlowFileInfos[0].FileIds[0]", 5),
        ("FlowFileInfos[0].FileIds[1]", 6),
        ("FlowFileInfos[1]", 7),
        ("FlowFileInfos[1].?", 8),
        ("FlowFileInfos[1].FlowName", 7),
    ],
)
def test_line_of_a_path(path: str, line: int) -> None:
    """A value has the line on which it begins; what is missing, that of what should hold it."""
    json.loads(TEXT)

    assert {path: line} == lines_of(TEXT, [path])


def test_lines_of_faults() -> None:
    """The faults of an indented file stand where the file has them."""
    body = changed(CONTROL, {"ComponentPage": 0, "ComponentType": DROP})
    text = orjson.dumps(body, option=orjson.OPT_INDENT_2).decode()
    paths = [fault.path for fault in check(body, now=NOW)]
    lines = [text.splitlines()[line - 1].strip() for line in lines_of(text, paths).values()]

    assert ["{", '"ComponentPage": 0,'] == lines


@given(st.text(st.sampled_from('{}[],:"\\a1\n')), st.lists(st.text()))
def test_any_text_has_lines(text: str, paths: list[str]) -> None:
    """Whatever the text and the paths, each path has a line of the text."""
    lines = lines_of(text, paths)

    assert set(paths) == lines.keys()
    assert all(1 <= line <= text.count("\n") + 1 for line in lines.values())


@pytest.mark.timeout(10)
@pytest.mark.parametrize("opening", ["[", '{"a":', '[{"Agent":'])
def test_a_deep_text_is_read_in_its_length(opening: str) -> None:
    """However deep a text is, what is looked for in vain costs one look at each of its tokens."""
    text = "\n" + opening * 100_000

    assert {"Agent.AppId": 1, "$": 1} == lines_of(text, ["Agent.AppId", "$"])


def test_the_search_ends_with_the_last_path() -> None:
    """Once all is found the rest of the text is not read."""
    text = '{"Agent":\n1,"Operator":\n' + "[" * 1_000_000
    with patch("jobs.payload.lines.json.loads", wraps=json.loads) as names:
        found = lines_of(text, ["Agent"])

    assert ({"Agent": 2}, 1) == (found, names.call_count)


def test_lines_of_nothing() -> None:
    """Without paths there are no lines."""
    assert {} == lines_of(orjson.dumps(example(1)).decode(), [])
