"""The table of codes: it says what the catalogue says."""

import asyncpg

from jobs.errors import catalogue, families, lookup
from worker.schema import migrate

UNLISTED = ("InternalError.New", "FailedOperation.New.Kind", "InvalidParameterValue.X", "Odd", "")


async def test_the_table_is_the_catalogue(connection: asyncpg.Connection) -> None:
    """Each code of the catalogue is there with all it says, and so is each that judges others; no other is."""
    rows = {r["code"]: r for r in await connection.fetch("SELECT * FROM flowgroup.codes")}
    entries = {entry.code: entry for entry in (*catalogue().values(), *families())}

    assert set(entries) == set(rows)
    for code, entry in entries.items():
        row = rows[code]
        assert (entry.error_class, entry.scope, entry.ambiguous) == (
            row["class"],
            row["scope"],
            row["ambiguous"],
        )
        assert (entry.meaning_en, entry.meaning_zh) == (row["meaning_en"], row["meaning_zh"])
        assert (entry.todo_en, entry.todo_zh) == (row["todo_en"], row["todo_zh"])


async def test_unlisted_codes_take_their_familys_entry(connection: asyncpg.Connection) -> None:
    """SQL judges a code that is not listed as the worker does, and NULL is no code."""
    for code in (*UNLISTED, *catalogue()):
        row = await connection.fetchrow("SELECT * FROM flowgroup.code_of($1)", code)

        assert lookup(code).meaning_en == row["meaning_en"]
        assert lookup(code).error_class == row["class"]
    assert [] == await connection.fetch("SELECT * FROM flowgroup.code_of(NULL)")


async def test_migrate_mends_it(database_url: str, connection: asyncpg.Connection) -> None:
    """A table that says something else is what the catalogue says after the next migrate."""
    await connection.execute(
        "INSERT INTO flowgroup.codes SELECT 'Gone', NULL, class, scope, ambiguous, 'x', 'x', 'x', 'x'"
        " FROM flowgroup.codes LIMIT 1"
    )
    await connection.execute(
        "UPDATE flowgroup.codes SET meaning_en = 'x' WHERE code = 'InternalError'"
    )
    await migrate(database_url)

    await test_the_table_is_the_catalogue(connection)
