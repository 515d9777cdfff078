"""The columns that a row of a file may give beside its payload, and what is wrong with them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from jobs.payload import Fault, fault_of


def _time(value: object) -> datetime:
    if not isinstance(value, str):
        raise ValueError  # noqa: TRY004 - pydantic takes it for a fault of the value
    try:
        return datetime.fromisoformat(value).astimezone()
    except OverflowError:
        raise ValueError from None


_Small = Annotated[int, Field(ge=-32_768, le=32_767)]
_Time = Annotated[datetime, BeforeValidator(_time)]


class Columns(BaseModel):
    """What a row gives beside its payload; None where the table's default holds."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    batch: str | None = None
    dedupe_key: str | None = None
    account: str | None = None
    priority: _Small | None = None
    max_attempts: Annotated[_Small, Field(ge=1)] | None = None
    run_after: _Time | None = None
    send_before: _Time | None = None


NAMES: Final = tuple(Columns.model_fields)
_KINDS: Final = {
    "priority": "column_number",
    "max_attempts": "column_number",
    "run_after": "column_time",
    "send_before": "column_time",
}
_ROW: Final = {"payload", *NAMES}


def columns_of(row: Mapping[str, object], now: float) -> tuple[Columns, list[Fault]]:
    """Return the columns of a row, and what is wrong with them; `now` in Unix seconds."""
    given: dict[str, Any] = {name: row[name] for name in NAMES if name in row}
    faults = [fault_of("column")] if row.keys() - _ROW else []
    try:
        columns = Columns(**given)
    except ValidationError as error:
        wrong = dict.fromkeys(str(one["loc"][0]) for one in error.errors(include_input=False))
        faults += [fault_of(_KINDS.get(name, "column_text"), name) for name in wrong]
        columns = Columns(**{name: value for name, value in given.items() if name not in wrong})
    if columns.account in {"", "*"}:
        faults.append(fault_of("reserved", "account"))
    if columns.send_before and columns.send_before.timestamp() <= now:
        faults.append(fault_of("passed", "send_before"))
    return columns, faults
