"""What every connection of a worker insists on."""

import asyncpg
import pytest
from sqlalchemy import text

from worker.database import make_engine, speaking_of_the_database
from worker.errors import DatabaseAwayError


async def test_a_confirmed_commit_is_on_the_disk(
    database_url: str, connection: asyncpg.Connection
) -> None:
    """A database that acknowledges commits early does so to others: begin's commit must survive a crash."""
    name = await connection.fetchval("SELECT quote_ident(current_database())")
    await connection.execute(f"ALTER DATABASE {name} SET synchronous_commit = off")
    engine = make_engine(database_url)
    async with engine.connect() as session:
        found = (await session.execute(text("SHOW synchronous_commit"))).scalar()
    await engine.dispose()

    assert "on" == found


def test_a_connection_that_is_cut_between_two_messages() -> None:
    """The driver calls it a fault of its own; it is the database that is away."""
    with pytest.raises(DatabaseAwayError), speaking_of_the_database():
        raise asyncpg.InternalClientError
