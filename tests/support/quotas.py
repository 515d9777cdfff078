"""A quota as a person tells it, and what the view says of it."""

import asyncpg

_TELL = "SELECT flowgroup.set_quota($1, $2, $3)"
_STATE = "SELECT * FROM flowgroup.quota_state WHERE account = $1"


async def tell(connection: asyncpg.Connection, left: int | None, account: str = "default") -> None:
    """Tell what is left; None takes it away."""
    await connection.execute(_TELL, account, left, "read in the console")


async def state(connection: asyncpg.Connection, account: str = "default") -> asyncpg.Record:
    """Return the view's row of an account."""
    row = await connection.fetchrow(_STATE, account)

    assert row
    return row


async def counts(connection: asyncpg.Connection) -> tuple[int, int, int, int]:
    """Return what was issued since, what is left, what is open, and what is in doubt."""
    row = await state(connection)
    return row["issued"], row["units_left"], row["waiting"], row["in_doubt"]
