"""Reads the quotas that people told, and tells one."""

import re
from typing import Final

from sqlalchemy.ext.asyncio import AsyncEngine

from worker.bilingual import both
from worker.errors import SettingsError
from worker.ops.ask import ask
from worker.ops.quota.records import Quota

_UNITS: Final = re.compile(r"[0-9]{1,12}", re.ASCII)
_BETWEEN: Final = str.maketrans("", "", " ,，_'")


async def read_quotas(engine: AsyncEngine, account: str | None = None) -> list[Quota]:
    """Read what was told of one account, or of all; the database's errors pass through."""
    return [Quota(**row) for row in await ask(engine, "quotas", {"account": account})]


async def tell_quota(
    engine: AsyncEngine, account: str, units_left: int | None, reason: str | None
) -> None:
    """Keep how many contracts an account has left; None takes the quota away."""
    values = {"account": account, "units_left": units_left, "reason": reason}
    await ask(engine, "quota_tell", values)


def units(typed: str) -> int:
    """Return a number of contracts as people write it: 50000 or 50,000.

    Raises:
        SettingsError: it is none.
    """
    plain = typed.translate(_BETWEEN)
    if not _UNITS.fullmatch(plain):
        msg = both(
            f"{typed!r} is no number of contracts: write what the console shows as left, e.g. 50000.",
            f"{typed!r} 不是合同份数：请填写控制台显示的剩余份数，例如 50000。",
        )
        raise SettingsError(msg)
    return int(plain)
