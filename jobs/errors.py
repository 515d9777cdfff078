"""The catalogue of error codes: what each means and how far it reaches.

Source: the API document (section 5, error codes), the common error codes of API 3.0, the
vendor SDK's ``errorcodes.py``, and the ``Worker.*`` codes of this project.
"""

from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Final, Literal, TypeAlias

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
        todo_zh: What a person should do now, in Chinese; ``ID`` stands for a row, ``NAME`` for an account.
        todo_en: The same in English.
        known: False when the class was taken from the code's prefix, or from nothing.
    """

    code: str
    error_class: ErrorClass
    scope: Scope
    ambiguous: bool
    meaning_zh: str
    meaning_en: str
    todo_zh: str
    todo_en: str
    known: bool = True


# Codes that judge the codes below them which the catalogue lacks; the first match wins. What
# matches nothing is in doubt, because nothing says that the write was not made.
_FAMILIES: Final = (
    "RequestLimitExceeded",
    "AuthFailure",
    "UnauthorizedOperation",
    "LimitExceeded",
    "InternalError",
    "InvalidParameterValue",
    "InvalidParameter",
    "MissingParameter",
    "ResourceNotFound",
    "OperationDenied",
    "UnsupportedOperation",
    "FailedOperation",
)
_UNKNOWN: Final = ErrorCode(
    code="",
    error_class="permanent",
    scope="job",
    ambiguous=True,
    meaning_zh="未收录的错误码",
    meaning_en="A code that the catalogue does not hold.",
    todo_zh=(
        "请在电子签控制台按 FlowGroupName 核对合同组是否存在，"
        "然后执行 flowgroup jobs resolve ID created|not_created --reason '...'"
    ),
    todo_en=(
        "Look in the e-sign console whether a group of this FlowGroupName exists, then: "
        "flowgroup jobs resolve ID created|not_created --reason '...'"
    ),
    known=False,
)


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
            todo_zh=row["todo_zh"],
            todo_en=row["todo_en"],
        )
        for row in rows
    }


def lookup(code: str) -> ErrorCode:
    """The entry of a code; an unknown one takes all of its family's but the code."""
    if entry := catalogue().get(code):
        return entry
    family = prefix_of(code)
    return replace(catalogue()[family] if family else _UNKNOWN, code=code, known=False)


def families() -> tuple[ErrorCode, ...]:
    """The entries that judge what the catalogue lacks, the first that fits the beginning of a code; '' fits all."""
    return (*(catalogue()[family] for family in _FAMILIES), _UNKNOWN)


def prefix_of(code: str) -> str | None:
    """The prefix that a code is judged by where the catalogue lacks it; None when no prefix fits."""
    return next((family for family in _FAMILIES if code.startswith(family)), None)
