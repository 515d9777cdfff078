"""A request body that is shown names nobody."""

import re
from random import Random

from jobs.payload.masked import MOST, masked
from tests.support.field_schema import STRUCTS
from tests.support.payloads import valid_payload

CHOICES = {value for rows in STRUCTS.values() for row in rows for value in row["enum"] or []}


def _texts(value: object) -> set[str]:
    match value:
        case dict():
            return {text for inner in value.values() for text in _texts(inner)}
        case list():
            return {text for inner in value for text in _texts(inner)}
        case str():
            return {value}
        case _:
            return set()


def test_no_text_of_a_payload_is_left() -> None:
    """Of a thousand payloads only the API's own choices are shown; the shape stays."""
    rng = Random(7)
    for _ in range(1_000):
        body = valid_payload(rng)
        shown = masked(body)

        kept = {text for text in _texts(shown) if not re.fullmatch(r"\*\*\*( \(\d+\))?", text)}
        assert kept <= CHOICES
        assert isinstance(shown, dict)
        assert body.keys() == shown.keys()


def test_names_mobiles_and_unknown_fields() -> None:
    """Texts become lengths, long numbers stars, unknown fields question marks; choices and flags stay."""
    body = {
        "FlowGroupName": "张三",
        "ApproverType": "PERSON",
        "Name": "PERSON",
        "Mobile": 13800138000,
        "Deadline": 42,
        "CallbackUrl": -13800138000,
        "Unordered": True,
        "ZhangSan": {"13800138000": "x"},
    }

    assert {
        "FlowGroupName": "*** (2)",
        "ApproverType": "PERSON",
        "Name": "*** (6)",
        "Mobile": "***",
        "Deadline": 42,
        "CallbackUrl": "***",
        "Unordered": True,
        "?": {"?": "*** (1)"},
    } == masked(body)


def test_long_lists_are_cut() -> None:
    """A list of any length is shown by its first entries."""
    shown = masked(["a"] * (MOST + 5))

    assert [*["*** (1)"] * MOST, "... 5"] == shown
