"""The statements as files: each fits the schema, says why it is there, and is used."""

import re
from dataclasses import fields
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

import worker
from worker.records import BegunAttempt, Gate, Reservation, Settled
from worker.store import statement

SQL = sorted((Path(worker.__file__).parent / "sql").glob("*.sql"))


@pytest.mark.parametrize("file", SQL, ids=lambda file: file.stem)
async def test_prepares(file: Path, engine: AsyncEngine, connection: asyncpg.Connection) -> None:
    """Every statement can be prepared against the migrated schema."""
    compiled = statement(file.stem).compile(dialect=engine.dialect)

    async with connection.transaction():
        await connection.execute(str(statement("enqueue_table")))
        prepared = await connection.prepare(str(compiled))

    assert len(compiled.positiontup or ()) == len(prepared.get_parameters())


@pytest.mark.parametrize("file", SQL, ids=lambda file: file.stem)
def test_says_why(file: Path) -> None:
    """Every statement opens with a comment that is a sentence."""
    comment = re.match(r"(?:-- .+\n)+(?!--)", file.read_text(encoding="utf-8"))

    assert comment
    assert comment[0].rstrip().endswith(".")


def test_none_is_left_over() -> None:
    """No file holds a statement that the worker does not name."""
    sources = "".join(f.read_text() for f in Path(worker.__file__).parent.rglob("*.py"))

    assert [] == [file.stem for file in SQL if f'"{file.stem}"' not in sources]


@pytest.mark.parametrize(
    ("name", "record", "made"),
    [
        ("begin", BegunAttempt, {"token"}),
        ("begin_probe", BegunAttempt, {"token"}),
        ("finish", Settled, set()),
        ("reconcile", Settled, set()),
        ("reserve", Reservation, set()),
        ("gate", Gate, set()),
    ],
)
async def test_columns_are_the_records_fields(
    name: str, record: type, made: set[str], engine: AsyncEngine, connection: asyncpg.Connection
) -> None:
    """What is read by position has its record's fields in their order."""
    compiled = statement(name).compile(dialect=engine.dialect)
    prepared = await connection.prepare(str(compiled))
    expected = [field.name for field in fields(record) if field.name not in made]

    assert expected == [column.name for column in prepared.get_attributes()]
