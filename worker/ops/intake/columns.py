"""The columns that a row of a file may give beside its payload, and what is wrong with them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from jobs.payload import Fault, Severity

_RULES: Final[Mapping[str, tuple[Severity, str, str]]] = {
    "column": (
        "error",
        "Beside payload a row has only batch, dedupe_key, account, priority, max_attempts, run_after, send_before.",
        "除 payload 外只能有 batch、dedupe_key、account、priority、max_attempts、run_after、send_before。",
    ),
    "column_text": ("error", "The column needs a text.", "该列须为文本。"),
    "column_number": (
        "error",
        "The column needs a whole number of at most 32,767.",
        "该列须为不超过 32,767 的整数。",
    ),
    "column_time": (
        "error",
        "The column needs a time such as 2026-11-23T20:00+08:00; without a zone it is this machine's.",
        "该列须为时间，如 2026-11-23T20:00+08:00；不写时区则按本机时区。",
    ),
    "reserved": (
        "error",
        "Name the account whose key signs; * stands for all accounts.",
        "请填写实际签名所用的账户；* 代表所有账户。",
    ),
    "passed": (
        "error",
        "send_before has passed: the row could never be sent.",
        "send_before 已过：该行不可能发送。",
    ),
    "dedupe_key_twice": (
        "warning",
        "The dedupe_key stands in these files before: only its first row is enqueued.",
        "这些文件中前面已有相同的 dedupe_key：只入队其首行。",
    ),
    "account_unknown": (
        "warning",
        "No credentials here, and never used: its rows wait until a worker has its key.",
        "本机无该账户凭证，且从未使用过：其行会一直等待，直到有工作进程持有其密钥。",
    ),
}


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


def fault(rule: str, path: str) -> Fault:
    """Return the fault of a column."""
    severity, message, message_zh = _RULES[rule]
    return Fault(path, rule, message, message_zh, severity)


def columns_of(row: Mapping[str, object], now: float) -> tuple[Columns, list[Fault]]:
    """Return the columns of a row, and what is wrong with them; `now` in Unix seconds."""
    given: dict[str, Any] = {name: row[name] for name in NAMES if name in row}
    faults = [fault("column", "$")] if row.keys() - _ROW else []
    try:
        columns = Columns(**given)
    except ValidationError as error:
        wrong = dict.fromkeys(str(one["loc"][0]) for one in error.errors(include_input=False))
        faults += [fault(_KINDS.get(name, "column_text"), name) for name in wrong]
        columns = Columns(**{name: value for name, value in given.items() if name not in wrong})
    if columns.account in {"", "*"}:
        faults.append(fault("reserved", "account"))
    if columns.send_before and columns.send_before.timestamp() <= now:
        faults.append(fault("passed", "send_before"))
    return columns, faults
