"""The request's field table turned into one checking function.

Source: jobs/fields.json. Types, required, enum, length, count and character rules are
taken from the table; the codes and the places where the documents contradict
themselves are listed here.
"""

import re
from collections.abc import Callable, Mapping
from importlib.resources import files
from typing import NamedTuple, NoReturn

import orjson

from worker.emulator.refusal import Refusal, refuse

Check = Callable[[object], None]
Rule = Callable[[dict[str, object]], None]
Raw = dict[str, object]

REQUEST = "ChannelCreateFlowGroupByFilesRequest"

_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
}
_NAME = re.compile(r"[0-9A-Za-z_\u3400-\u9fff\U00020000-\U0003ffff]*")
_ALPHANUMERIC = re.compile(r"[0-9A-Za-z]*")

_CODES = {
    (REQUEST, "ApproverVerifyType"): "InvalidParameter.ApproverVerifyType",
    ("FlowFileInfo", "FileIds"): "InvalidParameter.FlowFileIds",
    ("FlowFileInfo", "FlowName"): "InvalidParameter.FlowName",
    ("FlowFileInfo", "FlowApprovers"): "InvalidParameter.FlowApprovers",
    ("FlowFileInfo", "FlowDescription"): "InvalidParameter.FlowDescription",
    ("FlowFileInfo", "FlowType"): "InvalidParameter.FlowType",
    ("FlowFileInfo", "CustomerData"): "InvalidParameter.CustomerData",
    ("FlowApproverInfo", "ApproverType"): "InvalidParameter.ApproverType",
    ("FlowApproverInfo", "IdCardType"): "InvalidParameter.CardType",
    ("FlowApproverInfo", "CallbackUrl"): "InvalidParameter.FlowCallbackUrl",
    ("Component", "ComponentType"): "InvalidParameter.UnsupportedComponentType",
}
_LIMITS = {
    ("FlowFileInfo", "FlowApprovers"): (1, 50),  # 5 by one struct, 50 by its siblings
    ("Component", "ComponentId"): (0, 0),  # in KEYWORD mode it is a keyword
}
_OPEN_ENUMS = {
    ("FlowFileInfo", "CustomShowMap"),  # a template, see content
    ("FlowApproverInfo", "NotifyType"),  # the documents print both NONE and NODE
    ("ComponentLimit", "ComponentValue"),  # seal ids too
}


class _Field(NamedTuple):
    """One row of the field table, ready to check with."""

    code: str
    kind: str
    bounds: tuple[int, int]
    pattern: re.Pattern[str] | None
    allowed: frozenset[object]
    needed: bool

    @property
    def free(self) -> bool:
        """Tell whether a value of the right type is right; most are, and need no call."""
        bound = self.bounds[1] or self.pattern or self.allowed or self.needed
        return self.kind in _TYPES and not bound

    def refuse(self, text: str, code: str = "") -> NoReturn:
        refuse(code or self.code, text)


def compile_request(rules: Mapping[str, Rule]) -> Check:
    """Build the check of a whole request body; rules are applied per struct afterwards.

    The check raises Refusal with the code and the path of the first fault.
    """
    return compile_struct(REQUEST, rules)


def compile_struct(name: str, rules: Mapping[str, Rule]) -> Check:
    """Build the check of one struct, likewise."""
    text = files("jobs").joinpath("fields.json").read_bytes()
    return _Compiler(orjson.loads(text), rules).struct(name)


class _Compiler:
    def __init__(self, table: Mapping[str, list[Raw]], rules: Mapping[str, Rule]) -> None:
        self._table = table
        self._rules = rules

    def struct(self, name: str) -> Check:
        rows = {str(row["name"]): _read(name, row) for row in self._table[name]}
        checks = {key: self._value(field) for key, field in rows.items()}
        free = {key: _TYPES[field.kind] for key, field in rows.items() if field.free}
        needed = tuple(key for key, field in rows.items() if field.needed)
        rule = self._rules.get(name)

        def check(value: object) -> None:
            if not isinstance(value, dict):
                refuse("InvalidParameter", "must be an object")
            _fields(value, checks, free)
            for key in needed:
                if value.get(key) is None:
                    refuse("MissingParameter", "is required", key)
            if rule is not None:
                rule(value)

        return check

    def _value(self, field: _Field) -> Check:
        inner = field.kind.removeprefix("array<").removesuffix(">")
        single = _scalar(field, inner) if inner in _TYPES else self.struct(inner)
        return single if inner == field.kind else _array(field, single)


def _fields(
    value: dict[str, object], checks: Mapping[str, Check], free: Mapping[str, tuple[type, ...]]
) -> None:
    key = ""
    try:
        for key, item in value.items():
            if type(item) in free.get(key, ()):
                continue
            check = checks.get(key)
            if check is None:
                refuse("UnknownParameter", "is not a parameter of this action")
            if item is not None:
                check(item)
    except Refusal as refusal:
        raise refusal.under(key) from None


def _scalar(field: _Field, kind: str) -> Check:
    types, (least, most) = _TYPES[kind], field.bounds
    pattern, allowed = field.pattern, field.allowed
    sized = kind == "string" and field.kind == kind

    def check(value: object) -> None:
        if type(value) not in types:
            field.refuse(f"must be of type {kind}", "InvalidParameter")
        if allowed and value not in allowed:
            field.refuse("is not one of the documented values")
        size = len(value) if sized and isinstance(value, str) else value
        if isinstance(size, int | float) and most and not least <= size <= most:
            field.refuse(f"must be within {least} to {most}")
        if sized and field.needed and not value:
            field.refuse("must not be empty")
        if pattern and isinstance(value, str) and not pattern.fullmatch(value):
            field.refuse("has a character that is not allowed")

    return check


def _array(field: _Field, single: Check) -> Check:
    least, most = field.bounds

    def check(value: object) -> None:
        if not isinstance(value, list):
            field.refuse("must be an array", "InvalidParameter")
        if most and not least <= len(value) <= most:
            field.refuse(f"must have {least} to {most} items")
        index = 0
        try:
            for index, item in enumerate(value):  # noqa: B007 - names the item that failed
                single(item)
        except Refusal as refusal:
            raise refusal.under(index) from None

    return check


def _read(struct: str, row: Raw) -> _Field:
    place, kind = (struct, str(row["name"])), str(row["type"])
    values = row["enum"]
    closed = isinstance(values, list) and kind != "boolean" and place not in _OPEN_ENUMS
    allowed: frozenset[object] = (
        frozenset(values) if isinstance(values, list) and closed else frozenset()
    )
    plain = "InvalidParameterValue" if allowed else "InvalidParameter.ParamError"
    limits = str(row["limits"] or "")
    return _Field(
        code=_CODES.get(place, plain),
        kind=kind,
        bounds=_LIMITS.get(place) or _bounds(limits),
        pattern=None if place in _LIMITS else _pattern(limits),
        allowed=allowed,
        needed=row["required"] is True or row["required_in_practice"] is True,
    )


def _bounds(limits: str) -> tuple[int, int]:
    if match := re.match(r"<=(\d+)", limits):
        return 0, int(match[1])
    if match := re.match(r"(\d+)\.\.(\d+)", limits):
        return int(match[1]), int(match[2])
    if match := re.match(r"exactly (\d+)", limits):
        return int(match[1]), int(match[1])
    return 0, 0


def _pattern(limits: str) -> re.Pattern[str] | None:
    if "Chinese, letters, digits, underscore" in limits:
        return _NAME
    return _ALPHANUMERIC if limits.endswith("letters and digits") else None
