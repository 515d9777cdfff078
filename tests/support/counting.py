"""Counts the statements that workers of this process send, by name."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from sqlalchemy import Row

from worker.store import Store


def counted(monkeypatch: pytest.MonkeyPatch, *, of: str = "") -> Counter[str]:
    """Return a count that goes on; `of` an account: of those that ask for it."""
    asked, execute = Counter[str](), Store._execute  # noqa: SLF001 - each statement passes here

    async def count(
        self: Store, name: str, parameters: Mapping[str, Any]
    ) -> Sequence[Row[*tuple[Any, ...]]]:
        accounts = parameters.get("accounts", [parameters.get("account")])
        if not of or of in accounts:
            asked[name] += 1
        return await execute(self, name, parameters)

    monkeypatch.setattr(Store, "_execute", count)
    return asked
