"""The statements as files: each fits the schema, says why it is there, and is used."""

import re
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

import worker
from worker.store import statement

SQL = sorted((Path(worker.__file__).parent / "sql").glob("*.sql"))


@pytest.mark.parametrize("file", SQL, ids=lambda file: file.stem)
async def test_prepares(file: Path, engine: AsyncEngine, connection: asyncpg.Connection) -> None:
    """Every statement can be prepared against the migrated schema."""
    compiled = statement(file.stem).compile(dialect=engine.dialect)

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
