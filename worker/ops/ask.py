"""One statement of `worker/sql/` for a command."""

from collections.abc import Mapping, Sequence

from sqlalchemy import RowMapping
from sqlalchemy.ext.asyncio import AsyncEngine

from worker.store import statement


async def ask(
    engine: AsyncEngine, name: str, parameters: Mapping[str, object]
) -> Sequence[RowMapping]:
    """Run `sql/<name>.sql` and return its rows; the database's errors pass through."""
    async with engine.connect() as connection:
        result = await connection.execute(statement(name), parameters)
        return result.mappings().all() if result.returns_rows else []
