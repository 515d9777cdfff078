"""Names what holds the rows back now: the first cause that, taken away, would let more calls leave."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from worker.ops.status.records import Binding, Limit, Pause, Waiting, WorkerLine

_FULL = 0.9


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
) -> tuple[Binding, str]:
    """Return the cause and one sentence about it; rates in calls a second."""
    if not jobs["pending"]:
        on_wire = f"{jobs['sending']} on the wire, none waits."
        return ("calls", on_wire) if jobs["sending"] else ("done", "No row waits.")
    due = [line for line in waiting if line.due]
    if not due:
        return _nothing_due(waiting, at)
    held = {pause.account: pause for pause in pauses}
    stopped = [held.get("*") or held.get(line.account) for line in due]
    if all(stopped):
        return "pause", _paused([pause for pause in stopped if pause])
    return _at_work(workers, limits, rate, limit)


def _at_work(
    workers: Sequence[WorkerLine], limits: Sequence[Limit], rate: float, limit: float
) -> tuple[Binding, str]:
    if not workers:
        return "no_worker", "No worker runs."
    if all(worker.blocked for worker in workers):
        return "blocked", workers[0].blocked or ""
    for bucket in limits:
        if bucket.ill_since:
            return "ill", (
                f"The endpoint is ill since {bucket.ill_since.astimezone():%H:%M:%S %z}: "
                "one call per 10 s, no attempts counted, until it is well."
            )
        if bucket.shared:
            return "shared_key", (
                "Someone else is using this key: calls within our own line are refused, so all "
                f"workers keep to {bucket.effective:.1f} of {bucket.rate_limit:g} calls/s."
            )
    if rate >= _FULL * limit:
        return "limit", f"The API's limit: {rate:.1f} of {limit:.1f} calls/s."
    return "calls", "The workers: starting, waiting for slow answers, or on a machine too busy."


def _nothing_due(waiting: Sequence[Waiting], at: datetime) -> tuple[Binding, str]:
    backing_off = sum(line.backing_off for line in waiting)
    later = sum(line.later for line in waiting)
    soonest = min((line.next_due for line in waiting if line.next_due), default=at)
    when = f"next at {soonest.astimezone():%H:%M:%S %z}"
    if backing_off:
        return "back_off", f"{backing_off} rows wait out their back-off, {when}."
    return "nothing_due", f"{later} rows are planned for later, {when}."


def _paused(pauses: Sequence[Pause]) -> str:
    pause = pauses[0]
    name = "All accounts are" if pause.account == "*" else f"Account {pause.account} is"
    return f"{name} paused: {pause.code}."


def next_step(binds: Binding, jobs: Mapping[str, int], pauses: Sequence[Pause]) -> str | None:
    """Return what a person should do now, None when nothing."""
    if binds == "pause":
        account = "" if pauses[0].account == "*" else f" --account {pauses[0].account}"
        return f"Remove the cause, then: flowgroup resume{account}"
    if binds == "no_worker":
        return "Start one: flowgroup worker"
    if jobs["in_doubt"]:
        return (
            "Look up the rows in doubt in the Tencent e-sign console by their names (flowgroup jobs show ID), "
            "then per row: flowgroup jobs resolve ID created|not_created --reason '...'"
        )
    if jobs["invalid"]:
        return "See what is wrong: SELECT id, errors FROM flowgroup.jobs WHERE status = 'invalid';"
    return None
