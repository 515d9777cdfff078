"""The columns of a file's row: each rule finds what breaks it."""

import pytest

from jobs.payload import Fault, fault_of
from tests.support.cases_columns import COLUMNS
from tests.support.requests import NOW
from worker.ops.intake.columns import columns_of

ALONE = COLUMNS.keys() - {"dedupe_key_twice", "account_unknown"}
GOOD = {
    "batch": "night",
    "dedupe_key": "a",
    "account": "north",
    "priority": -32_768,
    "max_attempts": 1,
    "run_after": "2023-11-14T22:13:20Z",
    "send_before": "2023-11-14T22:13:21Z",
}


def faults(row: dict[str, object]) -> list[Fault]:
    return columns_of({"payload": {}, **row}, NOW)[1]


@pytest.mark.parametrize("rule", sorted(ALONE))
def test_a_column_rule(rule: str) -> None:
    """What breaks a rule is told at its column, with the messages of the table."""
    row, path = COLUMNS[rule]

    assert [fault_of(rule, path)] == faults(row)


def test_good_columns() -> None:
    """Columns within their bounds have no fault."""
    assert [] == faults(dict(GOOD))


@pytest.mark.parametrize("row", [{"max_attempts": 0}, {"priority": True}, {"run_after": 5}])
def test_bounds_of_columns(row: dict[str, object]) -> None:
    """No attempt at all, a truth for a number and a number for a time are refused."""
    [column] = row

    assert [column] == [fault.path for fault in faults(row)]
