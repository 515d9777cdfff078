"""Texts: what Postgres refuses as jsonb, and what no API takes, each with its reason."""

import orjson
import pytest

from jobs.payload import MOST_BYTES, Text, faults_of, is_valid, parse
from tests.support.emulated import example
from tests.support.requests import FLOW, NOW, changed

BODY = orjson.dumps(example(1)).decode()
TEN = 10 * 1024 * 1024


def swapped(new: str, old: str = '"番茄的采购合同"') -> str:
    """Return example 1 as text with one value written otherwise."""
    text = BODY.replace(old, new, 1)

    assert text != BODY
    return text


CASES: list[tuple[str, Text, str]] = [
    ("json", "", "$"),
    ("json", "{", "$"),
    ("json", swapped("'a'"), "$"),
    ("json", swapped('"a\x01"'), "$"),
    ("json", BODY + "{}", "$"),
    ("utf8", BODY.encode("gbk"), "$"),
    ("utf8", BODY.encode("utf-16"), "$"),
    ("surrogate", "\ud800" + BODY, "$"),
    ("bom", "\ufeff" + BODY, "$"),
    ("bom", b"\xef\xbb\xbf" + BODY.encode(), "$"),
    ("depth", "[" * 1_100 + "]" * 1_100, "$"),
    ("depth", swapped("[" * 1_100 + "]" * 1_100), "$"),
    ("depth", '{"a":' * 100_000, "$"),
    ("number", swapped("1e400"), "FlowFileInfos[0].FlowName"),
    ("number", swapped("-1E400"), "FlowFileInfos[0].FlowName"),
    ("number", swapped("NaN"), "FlowFileInfos[0].FlowName"),
    ("number", swapped("-Infinity"), "FlowFileInfos[0].FlowName"),
    ("number", swapped("9" * 5_000), "FlowFileInfos[0].FlowName"),
    ("nul", swapped('"a\\u0000b"'), "FlowFileInfos[0].FlowName"),
    ("nul", swapped('"a\\u0000"', '"FlowName"'), "FlowFileInfos[0].?"),
    ("surrogate", swapped('"\\ud800"'), "FlowFileInfos[0].FlowName"),
    ("surrogate", swapped('"\\uDE00\\uD83D"'), "FlowFileInfos[0].FlowName"),
    ("repeated", swapped('"a","FlowName":"b"'), "FlowFileInfos[0].FlowName"),
    ("repeated", BODY.replace("{", '{"Agent":{},', 1), "Agent"),
]


@pytest.mark.parametrize(("rule", "text", "path"), CASES, ids=range(len(CASES)))
def test_refused(rule: str, text: Text, path: str) -> None:
    """A text that is no JSON of one meaning is refused, with the place."""
    assert [(path, rule)] == [(fault.path, fault.rule) for fault in parse(text).faults]
    assert not is_valid(faults_of([text], now=NOW)[0])


PASSED = [
    BODY,
    BODY.encode(),
    orjson.dumps(example(1), option=orjson.OPT_INDENT_2),
    f"  {BODY}\r\n",
    swapped('"\\u756a\\u8304 \\ud83d\\ude00"'),
    swapped('"C:\\\\u0000 \\\\ud800"'),
]


@pytest.mark.parametrize("text", PASSED, ids=range(len(PASSED)))
def test_passed(text: Text) -> None:
    """Escapes, blanks, pairs of surrogates, and backslashes before a u are ordinary text."""
    document, faults = parse(text)

    assert isinstance(document, dict)
    assert [] == faults
    assert [[]] == faults_of([text], now=NOW)


def test_a_syntax_fault_says_where() -> None:
    """What is no JSON is found by line and column, in both languages."""
    (fault,) = parse('{\n "a": 1,\n "b" 2}').faults

    assert "No JSON: line 3, column 6." == fault.message
    assert "不是有效的 JSON：第 3 行第 6 列。" == fault.message_zh


@pytest.mark.parametrize(("length", "rules"), [(TEN - 1, []), (TEN, []), (TEN + 1, ["size"])])
def test_ten_megabytes(length: int, rules: list[str]) -> None:
    """Ten megabytes are the most, counted in bytes of UTF-8."""
    text = BODY + " " * (length - len(BODY.encode()))

    assert MOST_BYTES == TEN
    assert [[rules, rules]] == [[[f.rule for f in parse(t).faults] for t in (text, text.encode())]]


def test_faults_of_text_and_of_meaning_come_together() -> None:
    """A text with a byte order mark, a repeated field and a short number shows all three."""
    body = orjson.dumps(changed(FLOW, {"Deadline": -1})).decode()
    text = "\ufeff" + body.replace("{", '{"FlowGroupName":"a",', 1)

    found = [(fault.path, fault.rule) for fault in faults_of([text], now=NOW)[0]]
    assert [
        ("$", "bom"),
        ("FlowGroupName", "repeated"),
        ("FlowFileInfos[1].Deadline", "too_small"),
    ] == found


@pytest.mark.parametrize("text", ["null", "7", "[]", '"a"', "true"])
def test_no_object(text: str) -> None:
    """A payload that is no object is refused."""
    assert [("$", "type")] == [(f.path, f.rule) for f in faults_of([text], now=NOW)[0]]


def test_each_text_is_judged_by_its_own_moment() -> None:
    """Faults come in the order of the texts, each judged by when its job can be sent."""
    text = orjson.dumps(changed(FLOW, {"Deadline": NOW + 10}))
    found = faults_of([text, "{", text], now=NOW, earliest=[NOW, NOW, NOW + 10])

    assert [[], ["json"], ["deadline_before_send"]] == [[f.rule for f in row] for row in found]
    with pytest.raises(ValueError, match="zip"):
        faults_of([text], now=NOW, earliest=[])
