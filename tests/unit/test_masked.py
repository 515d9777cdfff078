"""A request body that is shown names nobody."""

from random import Random

import orjson

from jobs.payload.masked import MOST, masked
from tests.support.payloads import valid_payload


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

        kept = _texts(shown) & _texts(body)
        assert all(text.isupper() or text.isascii() or text.startswith("{") for text in kept)
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
        "Unordered": True,
        "13800138000": {"张三": "x"},
    }

    assert {
        "FlowGroupName": "*** (2)",
        "ApproverType": "PERSON",
        "Name": "*** (6)",
        "Mobile": "***",
        "Deadline": 42,
        "Unordered": True,
        "?": {"?": "*** (1)"},
    } == masked(body)


def test_long_lists_are_cut() -> None:
    """A list of any length is shown by its first entries."""
    shown = masked(["a"] * (MOST + 5))

    assert isinstance(shown, list)
    assert "... 5" == shown[-1]
    assert orjson.dumps(shown)
