"""Watches a drain: until every row is final, or what is left cannot end by itself."""

import asyncio
from collections.abc import Callable

from worker.errors import DatabaseAwayError, FlowgroupError, PausedError
from worker.report import Reporter
from worker.store import Store

LOOK = 0.2
FAR = 600.0
PROBES = 3


async def drained(store: Store, reporter: Reporter, blocked: Callable[[], str | None]) -> None:
    """Return when no row is on the wire or due within ten minutes.

    Raises:
        PausedError: due rows are left, and their account is paused: by a person or after three failed probes.
        FlowgroupError: due rows are left, and this worker's settings do not fit the database's binding.
    """
    while True:
        try:
            if await _done(store):
                await reporter.written()
                return
            if reason := blocked():
                raise FlowgroupError(reason)
        except DatabaseAwayError:
            pass
        await asyncio.sleep(LOOK)


async def _done(store: Store) -> bool:
    if await store.on_wire():
        return False
    waiting = [account for account in await store.accounts() if await _waits(store, account)]
    for account in waiting:
        gate = await store.gate(account)
        if gate.paused_since is not None and (not gate.probing or (gate.probes or 0) >= PROBES):
            until = f" until {gate.paused_until:%H:%M:%S %Z}" if gate.paused_until else ""
            msg = f"Account {account} is paused{until}: {gate.pause_code}: {gate.pause_reason or 'no reason given'}"
            raise PausedError(msg)
    return not waiting


async def _waits(store: Store, account: str) -> bool:
    due_in = await store.due_in(account)
    return due_in is not None and due_in <= FAR
