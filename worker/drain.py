"""Watches a drain: until every row is final, or what is left cannot end by itself."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress

from worker.bilingual import LANGUAGES, both, spoken
from worker.errors import DatabaseAwayError, FlowgroupError, PausedError
from worker.files.rows import FileRows
from worker.holds import Holds
from worker.report import Reporter
from worker.store import Store

LOOK = 0.2
FAR = 600.0
PROBES = 3
_NO_REASON = both("no reason given", "未说明原因")
_NO_FILES = both(
    "Rows wait for the files that their FileIds refer to, and FLOWGROUP_FILES_ROOT is not set: "
    "set it to the folder that holds one subfolder per account.",
    "有行在等待其 FileIds 所指的文件，而 FLOWGROUP_FILES_ROOT 未设置：请设为含有各账户子目录的文件夹。",
)


async def drained(
    store: Store,
    reporter: Reporter,
    blocked: Callable[[], Mapping[str, str]],
    *,
    files: bool = True,
) -> None:
    """Return when no row is on the wire or due within ten minutes; rows that wait for files hold it.

    `files`: whether this worker has any.

    Accounts that cannot go on by themselves end a drain only when no other account has anything left to send.

    Raises:
        PausedError: what is left is paused or held: by a person, for a missing credential, or after three failed
            probes.
        FlowgroupError: what is left does not fit this worker's settings; `blocked` says why, by account.
    """
    while True:
        with suppress(DatabaseAwayError):
            if not await store.on_wire() and await _ended(store, blocked(), files=files):
                await reporter.written()
                return
        await asyncio.sleep(LOOK)


async def _ended(store: Store, blocked: Mapping[str, str], *, files: bool) -> bool:
    hopeless: list[FlowgroupError] = []
    for account in await store.accounts():
        sendable = await _waits(store, account)
        if not sendable and not await FileRows(store).lines([account], FAR):
            continue
        obstacle = await _obstacle(store, account, blocked)
        if obstacle is None and not sendable and not files:
            obstacle = FlowgroupError(_NO_FILES)
        if obstacle is None:
            return False
        hopeless.append(obstacle)
    if await _returns(store, hopeless):
        return False
    if hopeless:
        raise hopeless[0]
    return True


async def _returns(store: Store, hopeless: list[FlowgroupError]) -> bool:
    """Say whether rows of a released batch are on their way back into the line; add what is held to the hopeless."""
    for held in await Holds(store).waiting():
        if held.since is None:
            return True
        since = f"{held.since.astimezone():%Y-%m-%d %H:%M:%S %z}"
        why = held.reason or _NO_REASON
        msg = both(
            f"Batch {held.batch} is held since {since}, until: flowgroup batch release: {spoken(why, 'en')}",
            f"批次 {held.batch} 自 {since} 起挂起，直到执行 flowgroup batch release：{spoken(why, 'zh-CN')}",
        )
        hopeless.append(PausedError(msg))
    return False


async def _obstacle(
    store: Store, account: str, blocked: Mapping[str, str]
) -> FlowgroupError | None:
    if account in blocked:
        return FlowgroupError(blocked[account])
    gate = await store.gate(account)
    if gate.paused_since is None or (gate.probing and (gate.probes or 0) < PROBES):
        return None
    since = f"{gate.paused_since.astimezone():%Y-%m-%d %H:%M:%S %z}"
    until = f"{gate.paused_until.astimezone():%Y-%m-%d %H:%M:%S %z}" if gate.paused_until else ""
    reason = gate.pause_told or _NO_REASON
    why, why_zh = (f"{gate.pause_code}: {spoken(reason, lang)}" for lang in LANGUAGES)
    return PausedError(
        both(
            f"Account {account} is paused since {since}, until {until or 'resume'}: {why}",
            f"账户 {account} 自 {since} 起暂停，直到{until or '执行 resume'}：{why_zh}",
        )
    )


async def _waits(store: Store, account: str) -> bool:
    due_in = await store.due_in(account)
    return due_in is not None and due_in <= FAR
