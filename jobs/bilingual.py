"""One text in both languages: it is read by whoever comes later, in whatever language."""

from typing import Final

BETWEEN: Final = " ｜ "


def both(english: str, chinese: str) -> str:
    """Return the two as one line."""
    return f"{english}{BETWEEN}{chinese}"
