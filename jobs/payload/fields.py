"""Each struct's own fields, judged by pydantic one struct at a time.

A model is checked without the structs below it, so that a payload of any size costs no more than
its own text and the faults that are kept: pydantic gathers all faults of a call before it
returns. The structs below are visited by jobs/payload/check.py.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, TypeAlias, get_args

from pydantic import BaseModel, ConfigDict, ValidationError, create_model
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from jobs.payload.fault import Hit
from jobs.payload.structs import ALPHANUMERIC, DEPRECATED, MOBILE, NO_EFFECT, URL, VISIBLE, WORD

Model: TypeAlias = type[BaseModel]

_BY_PATTERN: Final = {
    ALPHANUMERIC: "alphanumeric",
    MOBILE: "mobile",
    URL: "url",
    VISIBLE: "hidden_characters",
    WORD: "characters",
}
_JSON_TYPES: Final = {
    "bool": ("true or false", "布尔值"),
    "dict": ("an object", "对象"),
    "float": ("a number", "数字"),
    "int": ("a whole number", "整数"),
    "list": ("a list", "数组"),
    "model": ("an object", "对象"),
    "string": ("a string", "字符串"),
}
_LIMITS: Final = {
    "string_too_long": ("too_long", "max_length"),
    "too_long": ("too_many", "max_length"),
    "too_short": ("too_few", "min_length"),
    "less_than_equal": ("too_large", "le"),
    "greater_than_equal": ("too_small", "ge"),
}


@dataclass(frozen=True)
class StructFields:
    """A struct ready to be checked.

    Attributes:
        shallow: The model without the structs below it.
        names: All fields.
        below: Fields that hold structs, with their model and whether they hold a list of them.
        marks: Fields that no request should give, with the rule that says so.
    """

    shallow: Model
    names: frozenset[str]
    below: tuple[tuple[str, Model, bool], ...]
    marks: dict[str, str]


@cache
def fields_of(model: Model) -> StructFields:
    """Derive what is needed from a model, once."""
    infos = model.model_fields
    below = {name: found for name, info in infos.items() if (found := _struct(info.annotation))}
    flat: dict[str, Any] = {name: (_flat(below.get(name), i), i) for name, i in infos.items()}
    settings = ConfigDict(strict=True, extra="ignore")
    return StructFields(
        shallow=create_model(model.__name__, __config__=settings, **flat),
        names=frozenset(infos),
        below=tuple((name, *found) for name, found in below.items()),
        marks={
            name: mark
            for name, info in infos.items()
            for mark in info.metadata
            if mark in (DEPRECATED, NO_EFFECT)
        },
    )


def field_faults(fields: StructFields, value: object) -> Iterator[Hit]:
    """Judge a struct's own fields; unknown ones are judged by their names alone."""
    try:
        fields.shallow.model_validate(value)
    except ValidationError as error:
        for details in error.errors(include_url=False):
            yield _hit(details)


def _hit(error: ErrorDetails) -> Hit:
    kind, place = error["type"], error["loc"]
    words = error.get("ctx", {})
    if kind == "missing" or (error["input"] is None and len(place) == 1):
        return Hit("required", place)
    if kind == "literal_error":
        return Hit("enum", place, (("allowed", str(words["expected"]).replace(" or ", ", ")),))
    if kind == "string_pattern_mismatch":
        return Hit(_BY_PATTERN[words["pattern"]], place)
    if kind == "string_too_short":
        return Hit("empty", place)
    if kind in _LIMITS:
        rule, limit = _LIMITS[kind]
        return Hit(rule, place, (("limit", words[limit]),))
    en, zh = _JSON_TYPES[kind.removesuffix("_type")]
    return Hit("type", place, (("expected", en), ("expected_zh", zh)))


def _struct(annotation: object) -> tuple[Model, bool] | None:
    """The struct that a field holds, and whether it holds a list of them."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation, False
    for inner in get_args(annotation):
        if found := _struct(inner):
            return found[0], getattr(annotation, "__origin__", None) is list or found[1]
    return None


def _flat(below: tuple[Model, bool] | None, info: FieldInfo) -> object:
    if below is None:
        return info.annotation
    kind = list if below[1] else dict
    return kind if info.is_required() else kind | None
