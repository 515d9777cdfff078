"""Which rows a command speaks of."""

import re
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Final

from worker.bilingual import both
from worker.errors import SettingsError

_UNITS: Final = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_LONGEST: Final = 36_500  # days
_BIGGEST: Final = 2**63 - 1
_DIGITS: Final = 40


@dataclass(frozen=True, slots=True)
class Filter:
    """Rows must match all that is not None; ages count from the row's end, or from its INSERT.

    `code` takes its sub-codes with it: InternalError matches InternalError.Db. `text` is looked for in batch,
    dedupe_key, code, FlowGroupId, FlowIds and RequestIds; not in payloads, which name people.
    """

    batch: str | None = None
    status: str | None = None
    code: str | None = None
    account: str | None = None
    older: timedelta | None = None
    newer: timedelta | None = None
    text: str | None = None

    def parameters(self) -> dict[str, object]:
        """Return the filter as statement parameters."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Marks:
    """What rows must bear as well: a group that may exist, more groups than one."""

    duplicate_risk: bool = False
    second_groups: bool = False

    def parameters(self) -> dict[str, object]:
        """Return the marks as statement parameters."""
        return asdict(self)


def positive(text: str | int) -> int:
    """Return a row's id, or a number of rows, that was typed or is the default: 1 to 2^63 - 1.

    Raises:
        ValueError: it is none.
    """
    digits = str(text)
    number = int(digits) if digits.isdecimal() and len(digits) <= _DIGITS else 0
    if not 1 <= number <= _BIGGEST:
        msg = both(f"{text} is no whole number from 1 on", f"{text} 不是从 1 起的整数")
        raise ValueError(msg)
    return number


def chosen(
    *,
    batch: str | None,
    status: str | None,
    code: str | None,
    account: str | None,
    older: str | None,
    newer: str | None,
    text: str | None,
    spans: tuple[str, str] = ("--older-than", "--newer-than"),
) -> Filter:
    """Return the filter that was typed; `spans` are the names of the two ages, empty where they have none.

    Raises:
        SettingsError: an age is none, or the text is blank.
    """
    if text is not None and not text.strip():
        msg = both("--text needs something to look for.", "--text 需要填写要查找的内容。")
        raise SettingsError(msg)
    ages = age(spans[0], older), age(spans[1], newer)
    return Filter(batch, status, code, account, *ages, text.strip() if text else None)


def age(option: str, text: str | None) -> timedelta | None:
    """Return a duration that was typed: 90s, 15m, 2h, 3d, 1w.

    Raises:
        SettingsError: it is none.
    """
    if text is None:
        return None
    found = re.fullmatch(r"(\d{1,9})\s*([smhdw])", text.strip())
    span = timedelta(**{_UNITS[found[2]]: int(found[1])}) if found else None
    if span is None or span.days > _LONGEST:
        what = f"{option} {text}".strip()
        msg = both(
            f"{what} is no age: write a number and s, m, h, d or w, as in 15m or 2h.",
            f"{what} 不是时长：请写数字加 s、m、h、d 或 w，如 15m 或 2h。",
        )
        raise SettingsError(msg)
    return span
