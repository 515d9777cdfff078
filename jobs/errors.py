"""The catalogue of error codes: what each means and how far it reaches.

Source: the API document (section 5, error codes), the common error codes of API 3.0, the
vendor SDK's ``errorcodes.py``, and the ``Worker.*`` codes of this project.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal, TypeAlias

import orjson

ErrorClass: TypeAlias = Literal["transient", "throttled", "permanent", "account"]
Scope: TypeAlias = Literal[
    "job",
    "account",
    "app",
    "operator",
    "organization",
    "feature",
    "deployment",
    "api+region+caller",
    "main account",
    "source ip",
]


@dataclass(frozen=True, slots=True)
class ErrorCode:
    """One error code.

    Attributes:
        code: The API's own code, or ``Worker.*``.
        error_class: What to do with a call that ended so.
        scope: What else fails until something outside the job changes.
        ambiguous: The group may exist although an error came back.
        meaning_zh: One sentence in Chinese.
        meaning_en: One sentence in English.
        known: False when the class was taken from the code's prefix, or from nothing.
    """

    code: str
    error_class: ErrorClass
    scope: Scope
    ambiguous: bool
    meaning_zh: str
    meaning_en: str
    known: bool


# The longest match wins; what matches nothing is in doubt, because nothing says that the
# write was not made.
_PREFIXES: tuple[tuple[str, ErrorClass, Scope, bool], ...] = (
    ("RequestLimitExceeded", "throttled", "api+region+caller", False),
    ("AuthFailure", "account", "account", False),
    ("UnauthorizedOperation", "account", "account", False),
    ("LimitExceeded", "account", "account", False),
    ("InternalError", "transient", "job", True),
    ("InvalidParameterValue", "permanent", "job", False),
    ("InvalidParameter", "permanent", "job", False),
    ("MissingParameter", "permanent", "job", False),
    ("ResourceNotFound", "permanent", "job", False),
    ("OperationDenied", "permanent", "job", False),
    ("UnsupportedOperation", "permanent", "job", False),
    ("FailedOperation", "permanent", "job", True),
)
_UNKNOWN_ZH = "未收录的错误码"
_UNKNOWN_EN = "A code that the catalogue does not hold."


@cache
def catalogue() -> dict[str, ErrorCode]:
    """All known codes, by code."""
    rows = orjson.loads(files("jobs").joinpath("errors.json").read_bytes())
    return {
        row["code"]: ErrorCode(
            code=row["code"],
            error_class=row["class"],
            scope=row["scope"],
            ambiguous=row["ambiguous"],
            meaning_zh=row["meaning_zh"],
            meaning_en=row["meaning_en"],
            known=True,
        )
        for row in rows
    }


def lookup(code: str) -> ErrorCode:
    """The entry of a code; an unknown one is judged by its prefix."""
    return catalogue().get(code) or _by_prefix(code)


def prefix_of(code: str) -> str | None:
    """The prefix that a code is judged by where the catalogue lacks it; None when no prefix fits."""
    return next((prefix for prefix, *_ in _PREFIXES if code.startswith(prefix)), None)


def _by_prefix(code: str) -> ErrorCode:
    for prefix, error_class, scope, ambiguous in _PREFIXES:
        if prefix == prefix_of(code):
            family = catalogue().get(prefix)
            zh = family.meaning_zh if family else _UNKNOWN_ZH
            en = family.meaning_en if family else _UNKNOWN_EN
            return ErrorCode(code, error_class, scope, ambiguous, zh, en, known=False)
    return ErrorCode(
        code,
        "permanent",
        "job",
        ambiguous=True,
        meaning_zh=_UNKNOWN_ZH,
        meaning_en=_UNKNOWN_EN,
        known=False,
    )
