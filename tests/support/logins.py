"""Logins that are members of roles, as an operator makes them; gone when the test is over."""

import os
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit, urlunsplit

import asyncpg


def as_user(url: str, user: str) -> str:
    """Return the URL for another user, whose password is the name."""
    parts = urlsplit(url)
    place = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{user}:{user}@{place}"))


@dataclass
class Logins:
    """Makes logins of a server, seen from one of its databases."""

    owner: asyncpg.Connection
    url: str
    made: list[str] = field(default_factory=list)

    async def make(self, *roles: str, accounts: tuple[str, ...] = ()) -> str:
        """Make a login with these roles and accounts; return its URL."""
        name = f"login_{os.getpid()}_{secrets.token_hex(4)}"
        await self.owner.execute(f"CREATE ROLE {name} LOGIN PASSWORD '{name}'")
        self.made.append(name)
        for role in roles:
            await self.owner.execute(f"GRANT {role} TO {name}")
        for account in accounts:
            await self.owner.execute(
                "INSERT INTO flowgroup.account_grants VALUES ($1, $2)", name, account
            )
        return as_user(self.url, name)

    async def connect(self, *roles: str, accounts: tuple[str, ...] = ()) -> asyncpg.Connection:
        """Make a login and connect as it."""
        return await asyncpg.connect(await self.make(*roles, accounts=accounts))


@asynccontextmanager
async def logins(url: str) -> AsyncIterator[Logins]:
    """Yield a maker of logins; what it made is dropped."""
    owner = await asyncpg.connect(url)
    maker = Logins(owner, url)
    try:
        yield maker
    finally:
        for name in maker.made:
            await owner.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = $1",
                name,
            )
            await owner.execute(f"DROP ROLE {name}")
        await owner.close()
