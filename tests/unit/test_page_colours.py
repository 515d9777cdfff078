"""The page's colours can be told apart by tired eyes: WCAG 2.2 AA, in both schemes."""

import re
from importlib.resources import files
from typing import Final

import pytest

CSS: Final = (files("worker.ops.web") / "static" / "page.css").read_text("utf-8")
BLOCKS: Final = [
    dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))
    for block in re.findall(r":root[^{]*\{([^}]*--paper[^}]*)\}", CSS)
]
GROUNDS: Final = ("card", "good-soft", "care-soft", "stop-soft")
TEXTS: Final = [
    *((ink, ground) for ink in ("ink", "dim", "link") for ground in (*GROUNDS, "paper")),
    *((tone, ground) for tone in ("good", "care", "stop") for ground in ("card", f"{tone}-soft")),
    ("stop", "care-soft"),
    ("ink", "line"),
    ("card", "stop"),
]
SHAPES: Final = [*(("focus", ground) for ground in (*GROUNDS, "paper")), ("granted", "card")]


def light(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    less, more = sorted((light(one), light(other)))
    return (more + 0.05) / (less + 0.05)


def test_the_dark_colours_are_the_same_by_choice_and_by_system() -> None:
    """They stand twice in the file, once for each way to them."""
    assert 3 == len(BLOCKS)
    assert BLOCKS[1] == BLOCKS[2]


@pytest.mark.parametrize("colours", BLOCKS[:2], ids=["light", "dark"])
def test_contrast(colours: dict[str, str]) -> None:
    """Text has 4.5 to 1 on each ground that it stands on; what only shows a shape has 3 to 1."""
    assert [] == [pair for pair in TEXTS if contrast(*(colours[name] for name in pair)) < 4.5]
    assert [] == [pair for pair in SHAPES if contrast(*(colours[name] for name in pair)) < 3]
