"""Rules of one control.

Source: the text of Component: three modes of placement, and what each needs.
"""

import re
from collections.abc import Iterator
from typing import Final

from jobs.payload.fault import Hit
from jobs.payload.raw import Raw, given, text, whole
from jobs.payload.rules.scenarios import SEALS

_DRAWN: Final = SEALS | {"SIGN_SIGNATURE", "SIGN_PAGING_SIGNATURE"}
KEYWORD_ONLY: Final = frozenset(
    {"OffsetX", "OffsetY", "KeywordOrder", "KeywordPage", "RelativeLocation", "KeywordIndexes"}
)
_PLACE: Final = (
    "ComponentPage",
    "ComponentPosX",
    "ComponentPosY",
    "ComponentWidth",
    "ComponentHeight",
)
_PLACED: Final = frozenset(_PLACE)
_PAGING_PLACE: Final = _PLACE[2:]
_WORD: Final = re.compile("[0-9A-Za-z_〇々㐀-䶿一-鿿豈-﫿\U00020000-\U0003ffff]*")
_LONGEST_ID, _LONGEST_NAME, _LONGEST_OPINION, _MOST_ATTACHMENTS = 30, 20, 50, 6


def mode_of(control: Raw) -> str:
    """How a control is placed; by coordinates where nothing is said."""
    return text(control, "GenerateMode") or "NORMAL"


def modes(control: Raw) -> Iterator[Hit]:
    """A keyword control has its keyword, a form field its name, and draws no seal or signature."""
    mode = mode_of(control)
    if mode == "KEYWORD" and not given(control, "ComponentId"):
        yield Hit("keyword", ("ComponentId",))
    if mode == "FIELD" and not given(control, "ComponentName"):
        yield Hit("field_name", ("ComponentName",))
    if mode == "FIELD" and text(control, "ComponentType") in _DRAWN:
        yield Hit("field_seal", ("GenerateMode",))


def names(control: Raw) -> Iterator[Hit]:
    """ComponentId is free where it is a keyword, ComponentName where it is a form field's name."""
    mode, key, name = mode_of(control), text(control, "ComponentId"), text(control, "ComponentName")
    if mode == "NORMAL" and (len(key) > _LONGEST_ID or not _WORD.fullmatch(key)):
        yield Hit("component_id", ("ComponentId",))
    if mode != "FIELD" and (len(name) > _LONGEST_NAME or not _WORD.fullmatch(name)):
        yield Hit("component_name", ("ComponentName",))


def page(control: Raw) -> Iterator[Hit]:
    """Pages count from 1, or from -1 backwards."""
    if whole(control, "ComponentPage") == 0:
        yield Hit("page", ("ComponentPage",))


def placement(control: Raw) -> Iterator[Hit]:
    """A control that is placed by coordinates has them."""
    if control.keys() >= _PLACED and None not in control.values():
        return
    kind = text(control, "ComponentType")
    if mode_of(control) == "NORMAL" and kind != "WATERMARK":
        needed = _PAGING_PLACE if kind.startswith("SIGN_PAGING_") else _PLACE
        missing = [field for field in needed if control.get(field) is None]
        if missing:
            yield Hit("unplaced", (), (("fields", ", ".join(missing)),))


def keyword_fields(control: Raw) -> Iterator[Hit]:
    """Fields of the keyword mode mean nothing in another."""
    if mode_of(control) != "KEYWORD":
        for field in sorted(KEYWORD_ONLY & control.keys()):
            if control[field]:
                yield Hit("keyword_only", (field,))


def values(control: Raw) -> Iterator[Hit]:
    """An opinion is short; an attachment names one to six files."""
    kind, value = text(control, "ComponentType"), text(control, "ComponentValue")
    if kind == "SIGN_OPINION" and len(value) > _LONGEST_OPINION:
        yield Hit("opinion", ("ComponentValue",))
    if kind == "ATTACHMENT" and value:
        ids = value.split(",", _MOST_ATTACHMENTS)
        if len(ids) > _MOST_ATTACHMENTS or not all(map(str.strip, ids)):
            yield Hit("attachments", ("ComponentValue",))
