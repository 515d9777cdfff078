"""Makes and drops whole databases, under names that no other test run can have."""

import os
import secrets
from urllib.parse import urlsplit, urlunsplit

import asyncpg


def with_database(url: str, name: str) -> str:
    """Return the URL with its database replaced."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


async def create_database(url: str, kind: str, template: str = "template0") -> str:
    """Create a database as a copy of `template` and return its name."""
    name = f"flowgroup_{kind}_{os.getpid()}_{secrets.token_hex(4)}"
    await _run(url, f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
    return name


async def drop_database(url: str, name: str) -> None:
    """Drop the database under whoever still uses it."""
    await _run(url, f'DROP DATABASE "{name}" WITH (FORCE)')


async def _run(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
