"""Each struct's own fields, judged by pydantic one struct at a time.

A model is checked without the structs below it, so that a payload of any size costs no more than
its own text and the faults that are kept: pydantic gathers all faults of a call before it
returns. The structs below are visited by jobs/payload/check.py.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final, TypeAlias, get_args

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError, create_model
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
_PLAIN: Final = {"string_too_short": "empty", "string_unicode": "surrogate"}
_LIMITS: Final = {
    "string_too_long": ("too_long", "max_length"),
    "too_long": ("too_many", "max_length"),
    "too_short": ("too_few", "min_length"),
    "less_than_equal": ("too_large", "le"),
    "greater_than_equal": ("too_small", "ge"),
}


@dataclass(frozen=True, slots=True)
class Fields:
    """A struct's own fields, ready to be judged.

    Attributes:
        validate: Raises ValidationError; looks at no struct below this one.
        known: All fields.
        plain: Those that a request may well give.
        marks: The others, with the rule that says so.
        below: Fields that hold structs, with their model and whether they hold a list of them.
    """

    validate: Callable[[object], object]
    known: frozenset[str]
    plain: frozenset[str]
    marks: dict[str, str]
    below: tuple[tuple[str, Model, bool], ...]


def fields_of(model: Model) -> Fields:
    """Derive from a model what its judging needs."""
    infos = model.model_fields
    below = {name: found for name, info in infos.items() if (found := _struct(info.annotation))}
    marks = {
        name: mark
        for name, info in infos.items()
        for mark in info.metadata
        if mark in (DEPRECATED, NO_EFFECT)
    }
    return Fields(
        validate=TypeAdapter(_shallow(model, below)).validator.validate_python,
        known=frozenset(infos),
        plain=frozenset(infos.keys() - marks.keys()),
        marks=marks,
        below=tuple((name, *found) for name, found in below.items()),
    )


def field_faults(fields: Fields, value: object) -> Iterator[Hit]:
    """Judge a struct's own fields; one that the API does not know by its name alone."""
    try:
        fields.validate(value)
    except ValidationError as error:
        for details in error.errors(include_url=False):
            yield _hit(details)
    if isinstance(value, dict) and not value.keys() <= fields.plain:
        yield from _by_name(fields, value)


def _by_name(fields: Fields, value: dict[str, object]) -> Iterator[Hit]:
    for name, given in value.items():
        if name not in fields.known:
            yield Hit("unknown", (name,))
        elif given and name in fields.marks:
            yield Hit(fields.marks[name], (name,))


def _hit(error: ErrorDetails) -> Hit:
    kind, place = error["type"], error["loc"]
    words = error.get("ctx", {})
    if kind == "missing" or (error["input"] is None and len(place) == 1):
        return Hit("required", place)
    if kind in _PLAIN:
        return Hit(_PLAIN[kind], place)
    if kind == "string_pattern_mismatch":
        return Hit(_BY_PATTERN[words["pattern"]], place)
    if kind == "literal_error":
        return Hit("enum", place, (("allowed", str(words["expected"]).replace(" or ", ", ")),))
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


def _shallow(model: Model, below: dict[str, tuple[Model, bool]]) -> Model:
    settings = ConfigDict(strict=True, extra="ignore")
    fields: dict[str, Any] = {
        name: (_flat(below.get(name), info), info) for name, info in model.model_fields.items()
    }
    return create_model(model.__name__, __config__=settings, **fields)


def _flat(below: tuple[Model, bool] | None, info: FieldInfo) -> object:
    if below is None:
        return info.annotation
    kind = list if below[1] else dict
    return kind if info.is_required() else kind | None
