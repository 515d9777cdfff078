"""Texts from outside are made fit to be stored."""

import pytest

from jobs import mask


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("mobile 13200000000 refused", "mobile *** refused"),
        ("id 11010519491231002X", "id ***X"),
        ("138-0013-8000 / 138 0013 8000", "*** / ***"),
        ("全角１３２０００００００００", "全角***"),
        ("at most 50, got 123456", "at most 50, got 123456"),
        ("two\nlines\tand\x00more", "two lines and more"),
        ("x" * 1000, "x" * 500),
    ],
)
def test_a_message_is_masked_flattened_and_capped(text: str, stored: str) -> None:
    """Digit runs of seven and more, control characters and oversize do not reach the table."""
    assert stored == mask.message(text)


def test_an_id_fits_a_postgres_text_and_index() -> None:
    """An id keeps its characters, but no NUL and no more than 256 of them."""
    assert "yDwi\ufffdS" == mask.identifier("yDwi\x00S")
    assert "y" * 256 == mask.identifier("y" * 3000)
