"""What keeps rows from being sent now: pauses, an ill endpoint, blocked workers, a state folder that takes nothing."""

import errno
import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

from sqlalchemy.ext.asyncio import AsyncEngine

from worker.bilingual import both, joined, spoken
from worker.ops.ask import ask
from worker.ops.doctor.finding import Finding, fail, ok, warn
from worker.ops.language import advice_in_both
from worker.ops.moments import moment
from worker.ops.status.records import Pause

_MEND: Final = both(
    "make room or mend its rights, or name another by FLOWGROUP_STATE_DIR",
    "请腾出空间或修正权限，或用 FLOWGROUP_STATE_DIR 另指定一个",
)
_EVERYBODY: Final = both("all accounts", "全部账户")
_SENDS_NOTHING: Final = both("sends nothing:", "停止发送：")
_WAIT: Final = both(
    "nothing, unless it lasts: then ask Tencent", "无需处理；若持续不恢复，请联系腾讯"
)
_ROOM: Final = 16 << 20  # bytes; a night's results take less


async def holds(engine: AsyncEngine) -> AsyncIterator[Finding]:
    """Yield a finding for each cause that holds now, with since when, until when and why."""
    for pause in await ask(engine, "status_pauses", {}):
        yield _paused(Pause(**pause))
    for bucket in await ask(engine, "status_limit", {}):
        if bucket["ill_since"]:
            since = moment(bucket["ill_since"])
            found = both(
                f"ill since {since}: one call per 10 s until it is well",
                f"自 {since} 起异常：每 10 秒调用一次，直到恢复",
            )
            yield warn(both("endpoint", "接口"), found, _WAIT)
    for worker in await ask(engine, "status_workers", {}):
        what = f"{worker['host']}:{worker['pid']}"
        if worker["blocked"]:
            yield fail(what, joined([_SENDS_NOTHING, worker["blocked"]]), "")
            continue
        for account, why in (worker["accounts"] or {}).items():
            if why:
                yield fail(what, joined([_nothing_for(account), why]), "")


def _nothing_for(account: str) -> str:
    return both(f"sends nothing for account {account}:", f"账户 {account} 停止发送：")


def _paused(pause: Pause) -> Finding:
    account, since = pause.account, moment(pause.since)
    everybody = account == "*"
    what = _EVERYBODY if everybody else both(f"account {account}", f"账户 {account}")
    until = both("until resume", "直到执行 resume")
    if pause.until:
        until = both(f"until {moment(pause.until)}", f"直到 {moment(pause.until)}")
    if pause.probe_at:
        probe = moment(pause.probe_at)
        until = both(f"until a probe passes, next {probe}", f"直到探测成功，下次 {probe}")
    reason = pause.reason or both("no reason given", "未说明原因")
    found = both(
        f"paused since {since}, {spoken(until, 'en')}: {pause.code}: {spoken(reason, 'en')}",
        f"自 {since} 起暂停，{spoken(until, 'zh-CN')}：{pause.code}：{spoken(reason, 'zh-CN')}",
    )
    return fail(what, found, advice_in_both(pause.code, account=account))


def state_folder(folder: Path) -> Finding:
    """Say whether a worker here could keep results that the database cannot take."""
    what, there = both("state folder", "状态目录"), folder
    while not there.exists() and there != there.parent:
        there = there.parent
    if not (there.is_dir() and os.access(there, os.W_OK | os.X_OK)):
        return fail(what, both(f"{folder} cannot be written", f"{folder} 无法写入"), _MEND)
    free = shutil.disk_usage(there).free
    if not free:
        return fail(what, f"{folder}: {os.strerror(errno.ENOSPC)}", _MEND)
    mb = f"{free >> 20:,}"
    found = both(f"{folder}, {mb} MB free", f"{folder}，可用 {mb} MB")
    return ok(what, found) if free >= _ROOM else warn(what, found, _MEND)
