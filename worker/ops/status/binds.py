"""Names what holds the rows back now: the first cause that, taken away, would let more calls leave."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from worker.ops.language import advice
from worker.ops.moments import endless
from worker.ops.status.records import Binding, Limit, Pause, Waiting, WorkerLine
from worker.ops.status.words import Words

_FULL = 0.9
_STRANGER = "Worker.NoCredentials"


def binding(
    jobs: Mapping[str, int],
    waiting: Sequence[Waiting],
    pauses: Sequence[Pause],
    workers: Sequence[WorkerLine],
    *,
    limits: Sequence[Limit] = (),
    rate: float,
    limit: float,
    at: datetime,
    say: Words,
) -> tuple[Binding, str]:
    """Return the cause and one sentence about it; rates in calls a second."""
    if jobs["sending"] and not workers:
        return "no_worker", say.orphans.format(jobs["sending"])
    if not jobs["pending"]:
        on_wire = say.on_wire.format(jobs["sending"])
        return ("calls", on_wire) if jobs["sending"] else ("done", say.no_row_waits)
    due = [line for line in waiting if line.due or line.for_files]
    if not due:
        return _nothing_due(waiting, at, say)
    held = {pause.account: pause for pause in pauses}
    stopped = [held.get("*") or held.get(line.account) for line in due]
    if all(stopped):
        return "pause", _paused([pause for pause in stopped if pause], say)
    blocked = [line.blocked for line, pause in zip(due, stopped, strict=True) if not pause]
    if workers and all(blocked):
        return "blocked", blocked[0] or ""
    binds = _at_work(workers, limits, rate, limit, say)
    return (
        _for_files(due, say) if binds[0] == "calls" and not any(line.due for line in due) else binds
    )


def _at_work(
    workers: Sequence[WorkerLine], limits: Sequence[Limit], rate: float, limit: float, say: Words
) -> tuple[Binding, str]:
    if not workers:
        return "no_worker", say.no_worker
    for bucket in limits:
        if bucket.ill_since:
            return "ill", say.ill.format(f"{bucket.ill_since.astimezone():%H:%M:%S %z}")
        if bucket.shared:
            told = say.shared_key.format(effective=bucket.effective, limit=bucket.rate_limit)
            return "shared_key", told
    if rate >= _FULL * limit:
        return "limit", say.limit.format(rate=rate, limit=limit)
    return "calls", say.slow


def _for_files(waiting: Sequence[Waiting], say: Words) -> tuple[Binding, str]:
    rows = sum(line.for_files for line in waiting)
    for line in waiting:
        if line.files_code:
            why = f"{line.files_code}: {line.files_message or ''}"
            return "files", say.files_because.format(rows, why)
    return "files", say.files.format(rows)


def _nothing_due(waiting: Sequence[Waiting], at: datetime, say: Words) -> tuple[Binding, str]:
    backing_off = sum(line.backing_off for line in waiting)
    later = sum(line.later for line in waiting)
    held = sum(line.held for line in waiting)
    soonest = min((line.next_due for line in waiting if line.next_due), default=at)
    when = say.next_never
    if not endless(soonest):
        when = say.next_at.format(f"{soonest.astimezone():%H:%M:%S %z}")
    if backing_off:
        return "back_off", say.backing_off.format(backing_off, when)
    if held > later:
        return "hold", say.rows_held.format(held)
    return "nothing_due", say.later.format(later, when)


def _paused(pauses: Sequence[Pause], say: Words) -> str:
    pause = pauses[0]
    text = say.all_paused if pause.account == "*" else say.account_paused
    return text.format(account=pause.account, code=pause.code)


def next_step(
    binds: Binding,
    jobs: Mapping[str, int],
    pauses: Sequence[Pause],
    say: Words,
    *,
    twice: bool = False,
) -> str | None:
    """Return what a person should do now, None when nothing; `twice` says that a row has two groups.

    An account that nobody has a key for is told while others are sent: at its turn it would be too late.
    """
    if twice:
        return say.revoke
    if binds == "pause":
        return advice(pauses[0].code, say.lang, account=pauses[0].account)
    if binds in {"no_worker", "hold"}:
        return say.start if binds == "no_worker" else say.release
    for pause in pauses:
        if pause.code == _STRANGER:
            return advice(pause.code, say.lang, account=pause.account)
    if jobs["in_doubt"]:
        return say.look_up
    return say.mend if jobs["invalid"] else None
