"""Accounts that nobody is known to have a key for: a warning, since another worker may have it."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from worker.errors import FlowgroupError
from worker.ops.ask import ask
from worker.ops.failure import connected
from worker.settings import Settings
from worker.tencent.credentials import CredentialError, load


async def known_accounts(engine: AsyncEngine) -> frozenset[str]:
    """Return the accounts that were sent for before."""
    return frozenset(row["account"] for row in await ask(engine, "accounts_known", {}))


async def known_if_answered(settings: Settings) -> frozenset[str] | None:
    """Return the same of the database that is named; None where none is, or it does not answer."""
    if not settings.database_url:
        return None
    try:
        async with connected(settings) as engine:
            return await known_accounts(engine)
    except FlowgroupError:
        return None


def unknown(
    accounts: Iterable[str], known: frozenset[str], environ: Mapping[str, str], home: Path
) -> list[str]:
    """Return those of the accounts that were never sent for, and have no credentials here."""
    return sorted(a for a in set(accounts) - known if not _has_key(a, environ, home))


def _has_key(account: str, environ: Mapping[str, str], home: Path) -> bool:
    try:
        return load(account, environ, home) is not None
    except CredentialError:
        return True  # there is one; what is wrong with it is the worker's and doctor's to say
