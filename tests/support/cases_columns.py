"""Cases of what a row of a file gives beside its payload: what breaks each rule, and the path."""

from typing import Any, Final

COLUMNS: Final[dict[str, tuple[dict[str, Any], str]]] = {
    "column": ({"colour": 1}, "$"),
    "column_text": ({"batch": 1}, "batch"),
    "column_number": ({"priority": 32_768}, "priority"),
    "column_time": ({"run_after": "tonight"}, "run_after"),
    "reserved": ({"account": "*"}, "account"),
    "passed": ({"send_before": "2023-11-14T22:13:20Z"}, "send_before"),
    "dedupe_key_twice": ({"dedupe_key": "a"}, "dedupe_key"),
    "account_unknown": ({"account": "north"}, "account"),
}
"""The last two are told of several rows, or of the surroundings: tests/db/test_intake.py."""
