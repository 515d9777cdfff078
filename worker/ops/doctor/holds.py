"""What keeps rows from being sent now: pauses, an ill endpoint, blocked workers, a state folder that takes nothing."""

import errno
import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

from sqlalchemy.ext.asyncio import AsyncEngine

from worker.ops.ask import ask
from worker.ops.doctor.finding import Finding, fail, ok, warn
from worker.ops.language import advice
from worker.ops.moments import moment

_ROOM: Final = 16 << 20  # bytes; a night's results take less


async def holds(engine: AsyncEngine) -> AsyncIterator[Finding]:
    """Yield a finding for each cause that holds now, with since when, until when and why."""
    for pause in await ask(engine, "status_pauses", {}):
        what = "all accounts" if pause["account"] == "*" else f"account {pause['account']}"
        until = f"until {moment(pause['until'])}" if pause["until"] else "until resume"
        if pause["probe_at"]:
            until = f"until a probe passes, next {moment(pause['probe_at'])}"
        since = f"paused since {moment(pause['since'])}, {until}"
        found = f"{since}: {pause['code']}: {pause['reason'] or 'no reason given'}"
        yield fail(what, found, advice(pause["code"], "en", account=pause["account"]))
    for bucket in await ask(engine, "status_limit", {}):
        if bucket["ill_since"]:
            found = f"ill since {moment(bucket['ill_since'])}: one call per 10 s until it is well"
            yield warn("endpoint", found, "nothing, unless it lasts: then ask Tencent")
    for worker in await ask(engine, "status_workers", {}):
        if worker["blocked"]:
            yield fail(
                f"{worker['host']}:{worker['pid']}", f"sends nothing: {worker['blocked']}", ""
            )


def state_folder(folder: Path) -> Finding:
    """Say whether a worker here could keep results that the database cannot take."""
    what, there = "state folder", folder
    while not there.exists() and there != there.parent:
        there = there.parent
    todo = "make room or mend its rights, or name another by FLOWGROUP_STATE_DIR"
    if not (there.is_dir() and os.access(there, os.W_OK | os.X_OK)):
        return fail(what, f"{folder} cannot be written", todo)
    free = shutil.disk_usage(there).free
    if not free:
        return fail(what, f"{folder}: {os.strerror(errno.ENOSPC)}", todo)
    found = f"{folder}, {free >> 20:,} MB free"
    return ok(what, found) if free >= _ROOM else warn(what, found, todo)
