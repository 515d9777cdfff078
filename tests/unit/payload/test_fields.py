"""The models against jobs/fields.json: every struct and field, its type, its need, its values."""

from typing import Any, Literal, get_args, get_origin

import pytest
from pydantic import BaseModel

from jobs.payload.request import ChannelCreateFlowGroupByFilesRequest
from jobs.payload.response import ChannelCreateFlowGroupByFilesResponse
from tests.support.field_schema import STRUCTS, is_needed

ROOTS = (ChannelCreateFlowGroupByFilesRequest, ChannelCreateFlowGroupByFilesResponse)
TYPES = {str: "string", bool: "boolean", int: "integer", float: "number"}
# The table's lists of values that its own notes take back, or that the documents print twice.
OTHER_VALUES: dict[tuple[str, str], set[object]] = {
    ("FlowFileInfo", "CustomShowMap"): set(),
    ("ComponentLimit", "ComponentValue"): set(),
    ("FlowApproverInfo", "NotifyType"): {"SMS", "EMAIL", "ALL", "NONE", "NODE"},
}


def models(model: type[BaseModel]) -> dict[str, type[BaseModel]]:
    """Find a model and all below it, by name."""
    found = {model.__name__: model}
    for info in model.model_fields.values():
        for inner in kinds(info.annotation):
            if issubclass(inner, BaseModel):
                found |= models(inner)
    return found


def kinds(annotation: Any) -> set[Any]:  # noqa: ANN401 - an annotation is anything
    """Reduce an annotation to the classes in it."""
    if get_origin(annotation) is Literal:
        return {type(value) for value in get_args(annotation)}
    if isinstance(annotation, type) and not get_args(annotation):
        return {annotation} - {type(None)}
    if not get_args(annotation):
        return set()
    return set().union(*(kinds(inner) for inner in get_args(annotation)))


def values(annotation: Any) -> set[object]:  # noqa: ANN401 - an annotation is anything
    """Collect the values that an annotation allows by name."""
    if get_origin(annotation) is Literal:
        return set(get_args(annotation))
    return set().union(*(values(inner) for inner in get_args(annotation)))


def is_list(annotation: Any) -> bool:  # noqa: ANN401 - an annotation is anything
    """Tell whether an annotation is a list, or one that may be left out."""
    return get_origin(annotation) is list or any(
        get_origin(inner) is list for inner in get_args(annotation)
    )


MODELS = models(ROOTS[0]) | models(ROOTS[1])
FIELDS = [(struct, row["name"]) for struct, rows in STRUCTS.items() for row in rows]
ROWS = {(struct, row["name"]): row for struct, rows in STRUCTS.items() for row in rows}


def test_all_structs_and_fields_are_modelled() -> None:
    """All 17 structs with all 125 fields, and no others, in the table's order."""
    assert (17, 125) == (len(STRUCTS), len(FIELDS))
    assert {name: list(model.model_fields) for name, model in MODELS.items()} == {
        struct: [row["name"] for row in rows] for struct, rows in STRUCTS.items()
    }


@pytest.mark.parametrize(("struct", "field"), FIELDS)
def test_a_field_has_the_documented_type(struct: str, field: str) -> None:
    """A field's type, list or not, need and values are the table's."""
    row, info = ROWS[struct, field], MODELS[struct].model_fields[field]
    names = {TYPES.get(kind, kind.__name__) for kind in kinds(info.annotation)}
    listed = set[object]() if row["type"] == "boolean" else set(row["enum"] or ())

    kind = f"array<{names.pop()}>" if is_list(info.annotation) else names.pop()
    assert (row["type"], set()) == (kind, names)
    assert is_needed(row) == info.is_required()
    assert OTHER_VALUES.get((struct, field), listed) == values(info.annotation)


def test_marked_fields_are_the_documented_ones() -> None:
    """Every field of the table that is deprecated or unused warns, but FileIndex, which is 0."""
    marked = {
        (struct, field)
        for struct, model in MODELS.items()
        for field, info in model.model_fields.items()
        if {"deprecated", "no_effect"} & {mark for mark in info.metadata if isinstance(mark, str)}
    }

    documented = {place for place, row in ROWS.items() if row["status"] != "ok"}
    assert {("Component", "FileIndex")} == documented - marked
