"""ComponentExtra: JSON as a string, with options by the control's kind.

Source: the text of Component.ComponentExtra. Options of another type than a number, and those
that no document limits, pass.
"""

from collections.abc import Iterator
from typing import Final

import orjson

from jobs.payload.fault import Hit
from jobs.payload.raw import Raw, is_object, text

_WHERE: Final = ("ComponentExtra",)
_FONT_SIZE: Final = (6, 72)
_OPACITY: Final = (0.6, 1)
_ROTATE: Final = (-360, 360)
_WATERMARK_OPACITY: Final = (0, 1)
_WATERMARK_ROTATE: Final = (0, 359)


def options(control: Raw) -> Iterator[Hit]:
    """The text is a JSON object, and its numbers are within their documented ranges."""
    found = _read(text(control, "ComponentExtra"))
    if found is None:
        yield Hit("extra_json", _WHERE)
        return
    watermark = text(control, "ComponentType") == "WATERMARK"
    ranges = {
        "FontSize": _FONT_SIZE,
        "Opacity": _WATERMARK_OPACITY if watermark else _OPACITY,
        "Rotate": _WATERMARK_ROTATE if watermark else _ROTATE,
    }
    for name, (least, most) in ranges.items():
        value = found.get(name)
        if isinstance(value, bool) or not isinstance(value, int | float):
            continue
        if not least <= value <= most:
            words = (("option", name), ("least", least), ("most", most))
            yield Hit("extra_range", _WHERE, words)


def parsed(control: Raw) -> Raw:
    """The options; empty where there are none to read."""
    return _read(text(control, "ComponentExtra")) or {}


def _read(written: str) -> Raw | None:
    try:
        found = orjson.loads(written or "{}")
    except orjson.JSONDecodeError:
        return None
    return found if is_object(found) else None
