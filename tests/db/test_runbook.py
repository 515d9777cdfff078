"""What the runbook tells people to run on the database runs there."""

import re

import asyncpg
import pytest

from tests.support.runbook import TEXT, statements

KNOWN = """
    SELECT c.relname::text AS name FROM pg_class c WHERE c.relnamespace = 'flowgroup'::regnamespace
    UNION SELECT p.proname FROM pg_proc p WHERE p.pronamespace = 'flowgroup'::regnamespace
"""
COLUMNS = """
    SELECT c.relname || '.' || a.attname AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relnamespace = 'flowgroup'::regnamespace AND a.attnum > 0
"""


@pytest.mark.parametrize("statement", statements())
async def test_each_statement_runs(database_url: str, statement: str) -> None:
    """Each statement is one that a migrated database takes."""
    connection = await asyncpg.connect(database_url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


async def test_each_name_exists(database_url: str) -> None:
    """A view, table, function or column that is named is there."""
    connection = await asyncpg.connect(database_url)
    try:
        known = {row["name"] for row in await connection.fetch(KNOWN)}
        columns = {row["name"] for row in await connection.fetch(COLUMNS)}
    finally:
        await connection.close()
    named = re.findall(r"(?<![/\w])flowgroup\.([a-z_]+)(?:\.([a-z_]+))?", TEXT)

    assert set() == {name for name, _ in named} - known
    assert set() == {f"{name}.{column}" for name, column in named if column} - columns
