"""Identity-document numbers.

Source: the text of FlowApproverInfo.IdCardNumber; the check digit is GB 11643-1999 (ISO 7064,
MOD 11-2).
"""

import re
from collections.abc import Iterator
from typing import Final

from jobs.payload.fault import Hit
from jobs.payload.raw import Raw, text

_CARD: Final = re.compile(r"[0-9]{17}[0-9X]")
_PATTERNS: Final = {
    "ID_CARD": _CARD,
    "HONGKONG_MACAO_AND_TAIWAN": _CARD,
    "HONGKONG_AND_MACAO": re.compile(r"[HM][0-9]{10}"),
}
_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_DIGITS: Final = "10X98765432"


def number(signer: Raw) -> Iterator[Hit]:
    """A number fits its kind of document; a wrong check digit is only a warning."""
    written = text(signer, "IdCardNumber")
    pattern = _PATTERNS.get(text(signer, "IdCardType") or "ID_CARD")
    if not written or pattern is None:
        return
    if not pattern.fullmatch(written):
        yield Hit("id_number", ("IdCardNumber",))
    elif pattern is _CARD and written[-1] != check_digit(written):
        yield Hit("id_check_digit", ("IdCardNumber",))


def check_digit(written: str) -> str:
    """The 18th character that the first 17 digits demand."""
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, written, strict=False))
    return _DIGITS[total % 11]
