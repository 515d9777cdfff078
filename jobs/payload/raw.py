"""Looking into a raw JSON document, whatever it holds."""

from typing import TypeAlias, TypeGuard

from jobs.payload.structs import ENTRIES

Raw: TypeAlias = dict[str, object]


def is_object(value: object) -> TypeGuard[Raw]:
    """Tell whether a JSON value is an object."""
    return isinstance(value, dict)


def text(owner: Raw, field: str) -> str:
    """A string field; empty when it is absent or no string."""
    value = owner.get(field)
    return value if isinstance(value, str) else ""


def whole(owner: Raw, field: str) -> int | None:
    """An integer field; None when it is absent or no integer."""
    value = owner.get(field)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def given(owner: Raw, field: str) -> bool:
    """Tell whether a field says anything; a wrong type does, and is another rule's fault."""
    return owner.get(field) not in (None, "")


def structs(owner: Raw, field: str) -> list[tuple[int, Raw]]:
    """The objects among a list's first ``ENTRIES``, with their places."""
    items = owner.get(field)
    if not isinstance(items, list):
        return []
    return [(index, item) for index, item in enumerate(items[:ENTRIES]) if isinstance(item, dict)]


def below(owner: Raw, field: str) -> Raw:
    """A struct; empty when it is absent or no object."""
    value = owner.get(field)
    return value if isinstance(value, dict) else {}
