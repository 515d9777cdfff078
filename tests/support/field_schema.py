"""A JSON Schema of the request, built from jobs/fields.json and nothing else.

What the table says of one field becomes a keyword; what it says of several fields (scenarios,
modes) or calls soft is left out.
"""

import re
from functools import cache
from pathlib import Path
from typing import Any

import orjson

TABLE: dict[str, list[dict[str, Any]]] = orjson.loads(
    (Path(__file__).parents[2] / "jobs" / "fields.json").read_bytes()
)
REQUEST = "ChannelCreateFlowGroupByFilesRequest"
STRUCTS = {name: rows for name, rows in TABLE.items() if not name.startswith("_")}

_WORD = r"^[0-9A-Za-z_\p{Han}]*$"
_OPEN = {  # the table's own notes take these back
    ("FlowFileInfo", "CustomShowMap"),  # a text with placeholders
    ("ComponentLimit", "ComponentValue"),  # an open list
}
_CONDITIONAL = {  # limits of one mode of placement, or stated twice
    ("Component", "ComponentId"),
    ("Component", "ComponentName"),
    ("FlowApproverInfo", "IdCardNumber"),
}
_SOFTER = {("FlowFileInfo", "FlowApprovers"): (1, 50)}  # 5 by this struct, siblings say 50


@cache
def schema() -> dict[str, Any]:
    """Build the schema of a whole request."""
    return {"$ref": f"#/$defs/{REQUEST}", "$defs": {name: _struct(name) for name in STRUCTS}}


def _struct(name: str) -> dict[str, Any]:
    rows = STRUCTS[name]
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {row["name"]: _field(name, row) for row in rows},
        "required": [row["name"] for row in rows if is_needed(row)],
    }


def is_needed(row: dict[str, Any]) -> bool:
    """Tell whether a field is required, flagged or in practice, whatever else is given."""
    return row["required"] is True or row["required_in_practice"] is True


def _field(struct: str, row: dict[str, Any]) -> dict[str, Any]:
    place, kind = (struct, row["name"]), row["type"]
    inner = kind.removeprefix("array<").removesuffix(">")
    single: dict[str, Any] = {"$ref": f"#/$defs/{inner}"} if inner in STRUCTS else {"type": inner}
    if row["enum"] and place not in _OPEN:
        single["enum"] = row["enum"]
    limits = {} if place in _CONDITIONAL else _limits(place, row)
    many = inner != kind
    field = {"type": "array", "items": single, **limits} if many else single | limits
    return field if is_needed(row) else {"anyOf": [{"type": "null"}, field]}


def _limits(place: tuple[str, str], row: dict[str, Any]) -> dict[str, Any]:
    text, found = row["limits"] or "", dict[str, Any]()
    least, most = _SOFTER.get(place) or _range(text)
    names = {"string": ("minLength", "maxLength"), "integer": ("minimum", "maximum")}
    low, high = names.get(row["type"], ("minItems", "maxItems"))
    found |= {low: least} if least is not None else {}
    found |= {high: most} if most is not None else {}
    if row["type"] == "string" and is_needed(row):
        found["minLength"] = 1
    if "Chinese, letters, digits, underscore" in text:
        found["pattern"] = _WORD
    elif text.endswith("letters and digits"):
        found["pattern"] = "^[0-9A-Za-z]*$"
    elif text.startswith("11 digits"):
        found["pattern"] = "^1[0-9]{10}$"
    return found


def _range(text: str) -> tuple[int | None, int | None]:
    if match := re.match(r"<=(\d+)", text):
        return None, int(match[1])
    if match := re.match(r"(\d+)\.\.(\d+)", text):
        return int(match[1]), int(match[2])
    if match := re.match(r"exactly (\d+)", text):
        return int(match[1]), int(match[1])
    if match := re.search(r"max (\d+)", text):
        return 0, int(match[1])
    return None, None
