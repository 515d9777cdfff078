"""What a deed of the page is refused for: a function's no, or a name that is missing."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from sqlalchemy.exc import DBAPIError

from worker.errors import FlowgroupError, SettingsError
from worker.ops.refusals import in_both

_RAISED: Final = "P0001"  # the functions speak in whole sentences


class RefusedError(FlowgroupError):
    """The database's own function said no."""


@contextmanager
def judged() -> Iterator[None]:
    """Turn a function's no into words; everything else passes.

    Raises:
        RefusedError: with what the function said.
    """
    try:
        yield
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) != _RAISED:
            raise
        raise RefusedError(
            in_both(str(error.orig).partition(">: ")[2] or str(error.orig))
        ) from None


def needed(fields: Mapping[str, str], name: str) -> str:
    """Return a field that a deed is nothing without.

    Raises:
        SettingsError: it is empty.
    """
    if not fields.get(name):
        msg = f"{name}?"
        raise SettingsError(msg)
    return fields[name]
