"""A file's rows: where each begins and ends, whatever form the file has."""

from pathlib import Path

import pytest

from jobs.payload import MOST_BYTES
from worker.errors import SettingsError
from worker.ops.intake.splitting import raws

FORMS = {
    "lines": ('{"a": 1}\n\n{"a": 2}\n', [('{"a": 1}', 1), ('{"a": 2}', 3)]),
    "lines without an end": ('{"a": 1}\r\n{"a": 2}', [('{"a": 1}', 1), ('{"a": 2}', 2)]),
    "one object": ('{\n "a": [1, {}]\n}\n', [('{\n "a": [1, {}]\n}', 1)]),
    "an array": ('[\n {"a": "}"},\n {"b": "\\"]"}\n]\n', [('{"a": "}"}', 2), ('{"b": "\\"]"}', 3)]),
    "an array on a line": ('[{"a": 1}, {"a": 2}]', [('{"a": 1}', 1), ('{"a": 2}', 1)]),
    "objects one after the other": (
        '{\n"a": 1}\n{\n"a": 2}',
        [('{\n"a": 1}', 1), ('{\n"a": 2}', 3)],
    ),
    "a byte order mark": ('\ufeff{"a": 1}\n', [('{"a": 1}', 1)]),
    "a mark before an array": ('\ufeff[{"a": 1}]', [('{"a": 1}', 1)]),
    "no objects": ("[1, [2]]", [("1, ", 1), ("[2]", 1)]),
    "no JSON": ("name;mobile\n", [("name;mobile\n", 1)]),
    "an unfinished object": ('[{"a": 1}, {"b": ', [('{"a": 1}', 1), ('{"b": ', 1)]),
    "an empty array": ("[]", []),
    "nothing": ("", []),
    "blank": ("\n \n", []),
}


@pytest.mark.parametrize("name", FORMS)
def test_forms(name: str, tmp_path: Path) -> None:
    """Lines, an object, an array, objects in a row: each row is found with its line, and nothing is passed over."""
    text, expected = FORMS[name]
    file = tmp_path / "rows.json"
    file.write_text(text, "utf-8", newline="")

    assert expected == [(raw.text.decode(), raw.line) for raw in raws(file)]


def test_lines_by_name(tmp_path: Path) -> None:
    """In a file that is named as JSON Lines a broken first line spoils no other."""
    file = tmp_path / "rows.jsonl"
    file.write_text('{"a":\n{"a": 2}\n')

    assert [(b'{"a":', 1), (b'{"a": 2}', 2)] == [(raw.text, raw.line) for raw in raws(file)]


def test_a_line_that_never_ends(tmp_path: Path) -> None:
    """A line longer than any payload is cut, not held; the next one counts on."""
    file = tmp_path / "rows.jsonl"
    file.write_bytes(b'{"a": 1}\n"' + b"x" * (3 * MOST_BYTES) + b'"\n{"a": 2}\n')
    found = list(raws(file))

    assert [1, 2, 3] == [raw.line for raw in found]
    assert MOST_BYTES < len(found[1].text) <= MOST_BYTES + 2
    assert (b'{"a": 2}', file.stat().st_size) == (found[2].text, found[2].end)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """What cannot be read is said in one line."""
    with pytest.raises(SettingsError, match=r"none\.json cannot be read: No such file"):
        list(raws(tmp_path / "none.json"))
