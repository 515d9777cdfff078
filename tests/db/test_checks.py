"""The schema refuses states that cannot be."""

from typing import Any

import asyncpg
import pytest

from tests.support.factories import insert, insert_attempt, insert_job

IMPOSSIBLE: dict[str, tuple[str, str, dict[str, Any]]] = {
    "unknown status": ("jobs_status", "waiting", {"finished_at": "now"}),
    "pending that ended": ("jobs_final_has_an_end", "pending", {"finished_at": "now"}),
    "sending that ended": ("jobs_final_has_an_end", "sending", {"finished_at": "now"}),
    **{
        f"{status} without an end": ("jobs_final_has_an_end", status, {"finished_at": None})
        for status in ("succeeded", "failed", "invalid", "in_doubt", "cancelled")
    },
    "succeeded without a group": (
        "jobs_ids_only_when_succeeded",
        "succeeded",
        {"flow_group_id": None},
    ),
    **{
        f"{status} with {column}": ("jobs_ids_only_when_succeeded", status, {column: value})
        for status in ("pending", "sending", "failed", "invalid", "in_doubt", "cancelled")
        for column, value in (
            ("flow_group_id", "group"),
            ("flow_ids", ["flow"]),
            ("approvers", {}),
        )
    },
    "failed without a code": ("jobs_failure_has_a_code", "failed", {"error_code": None}),
    "in doubt without a code": ("jobs_failure_has_a_code", "in_doubt", {"error_code": None}),
    "invalid without faults": ("jobs_invalid_has_faults", "invalid", {"errors": None}),
    "invalid with odd faults": ("jobs_invalid_has_faults", "invalid", {"errors": {"a": 1}}),
    **{
        f"{status} without an attempt": ("jobs_wire_has_an_attempt", status, {"attempt_no": 0})
        for status in ("sending", "in_doubt", "succeeded")
    },
    "more tries than attempts": ("jobs_counters", "pending", {"attempts": 1}),
    "negative tries": ("jobs_counters", "pending", {"attempts": -1}),
    "negative deferrals": ("jobs_counters", "pending", {"deferrals": -1}),
}


@pytest.mark.parametrize("name", IMPOSSIBLE)
async def test_no_impossible_job(connection: asyncpg.Connection, name: str) -> None:
    """A combination of columns that no job can have is refused by its own constraint."""
    constraint, status, columns = IMPOSSIBLE[name]
    if columns.get("finished_at") == "now":
        columns = {"finished_at": await connection.fetchval("SELECT now()")}

    with pytest.raises(asyncpg.CheckViolationError) as refused:
        await insert_job(connection, status=status, **columns)

    assert constraint == refused.value.constraint_name


@pytest.mark.parametrize(
    "status", ["pending", "sending", "succeeded", "failed", "invalid", "in_doubt", "cancelled"]
)
async def test_every_state_is_possible(connection: asyncpg.Connection, status: str) -> None:
    """Each status can be had."""
    job_id = await insert_job(connection, status=status)

    assert status == await connection.fetchval(
        "SELECT status FROM flowgroup.jobs WHERE id = $1", job_id
    )


@pytest.mark.parametrize(
    ("constraint", "outcome", "columns"),
    [
        ("attempts_outcome", "lost", {}),
        ("attempts_report", "refused", {"finished_at": None}),
        ("attempts_created_has_an_id", "created", {"flow_group_id": None}),
    ],
)
async def test_no_impossible_attempt(
    connection: asyncpg.Connection, constraint: str, outcome: str, columns: dict[str, Any]
) -> None:
    """A report that no attempt can have is refused by its own constraint."""
    with pytest.raises(asyncpg.CheckViolationError) as refused:
        await insert_attempt(connection, 1, 1, outcome=outcome, **columns)

    assert constraint == refused.value.constraint_name


async def test_an_attempt_has_one_row(connection: asyncpg.Connection) -> None:
    """An attempt number is used once for a job."""
    await insert_attempt(connection, 1, 1)

    with pytest.raises(asyncpg.UniqueViolationError, match="attempts_pkey"):
        await insert_attempt(connection, 1, 1)


@pytest.mark.parametrize(
    ("table", "constraint", "row"),
    [
        ("accounts", "accounts_pause", {"account": "a", "pause_code": "Code"}),
        ("accounts", "accounts_binding", {"account": "a", "key_fingerprint": "key"}),
        ("binding", "binding_singleton_check", {"singleton": False}),
        ("slots", "slots_rate_limit_check", {"rate_limit": 0.0}),
        ("slots", "slots_margin_ms_check", {"rate_limit": 1.0, "margin_ms": -0.1}),
    ],
)
async def test_no_impossible_row_beside(
    connection: asyncpg.Connection, table: str, constraint: str, row: dict[str, Any]
) -> None:
    """Pauses, bindings and buckets that cannot be are refused."""
    needed: dict[str, dict[str, Any]] = {
        "binding": {"endpoint": "e", "database_identity": "d"},
        "slots": {"key_fingerprint": "k", "region": "", "action": "a"},
    }

    with pytest.raises(asyncpg.CheckViolationError) as refused:
        await insert(connection, table, {**needed.get(table, {}), **row})

    assert constraint == refused.value.constraint_name
