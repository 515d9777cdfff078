"""The night in one sentence: will it be done, and if not, why and what to do."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from worker.ops.batch.records import Progress
from worker.ops.web.page.tonight import Pause, Tonight

Kind: TypeAlias = Literal[
    "empty", "done", "left_over", "finishing", "no_worker", "all_paused", "paused", "blocked", "held", "ill",
    "planned", "starting", "partly", "shared", "on_course",
    "account_blocked", "partly_blocked", "short",
]  # fmt: skip
Level: TypeAlias = Literal["good", "care", "stop"]
_LEVELS: dict[Kind, Level] = {
    "empty": "care",
    "done": "good",
    "left_over": "care",
    "finishing": "good",
    "planned": "good",
    "starting": "good",
    "on_course": "good",
    "shared": "care",
    "ill": "care",
    "partly": "care",
    "partly_blocked": "care",
    "short": "care",
    "held": "stop",
    "no_worker": "stop",
    "all_paused": "stop",
    "paused": "stop",
    "blocked": "stop",
    "account_blocked": "stop",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What holds now.

    Attributes:
        kind: Names the sentence.
        done_by: When what moves is done at this pace; None where nothing moves.
        at_best: The same at the limit.
        stuck: Calls left for which no end is in sight.
        names: Paused accounts, those that workers are blocked for, held batches, or why all are blocked.
        code: Why an account is paused.
        buy: Contracts that are missing, where a quota ends before what waits does.
    """

    kind: Kind
    done_by: datetime | None = None
    at_best: datetime | None = None
    stuck: int = 0
    names: tuple[str, ...] = ()
    code: str | None = None
    buy: int = 0

    @property
    def level(self) -> Level:
        """How it looks."""
        return _LEVELS[self.kind]


def verdict(night: Tonight) -> Verdict:
    """Return the first sentence that holds, the gravest first."""
    if not night.batches:
        return Verdict("empty")
    if not night.left:
        return Verdict(_over(night))
    if not night.workers:
        return Verdict("no_worker", stuck=night.left)
    blocked = [hand.blocked for hand in night.workers if hand.blocked]
    if len(blocked) == len(night.workers):
        return Verdict("blocked", stuck=night.left, names=(blocked[0],))
    return _moving(night)


def _over(night: Tonight) -> Kind:
    if night.sending:
        return "finishing"
    return "left_over" if night.needs_you else "done"


def _moving(night: Tonight) -> Verdict:
    open_ones = [batch for batch in night.batches if batch.calls_left]
    ends = [batch.eta_now for batch in open_ones if batch.eta_now and not batch.held_since]
    bests = [batch.eta_at_best for batch in open_ones if batch.eta_at_best and not batch.held_since]
    done_by, at_best = max(ends, default=None), max(bests, default=None)
    stuck = sum(b.calls_left for b in open_ones if b.eta_now is None or b.held_since)
    if stopped := _stopped(night, open_ones, stuck, moves=done_by is not None):
        return Verdict(stopped.kind, done_by, at_best, stuck, stopped.names, stopped.code)
    if not night.short and all(b.planned_later >= b.calls_left for b in open_ones):
        return Verdict("planned", done_by, at_best)
    if any(limit.ill_since for limit in night.limits):
        return Verdict("ill", done_by, at_best)
    if night.short:
        accounts = tuple(quota.account for quota in night.short)
        buy = sum(quota.missing for quota in night.short)
        return Verdict("short", done_by, at_best, names=accounts, buy=buy)
    if done_by is None:
        return Verdict("starting", None, at_best, stuck)
    shared = any(limit.shared for limit in night.limits)
    return Verdict("shared" if shared else "on_course", done_by, at_best)


def _stopped(
    night: Tonight, open_ones: list[Progress], stuck: int, *, moves: bool
) -> Verdict | None:
    """Return what a person stopped, or the API: all of it, or a part while the rest moves."""
    held = tuple(batch.batch or "" for batch in open_ones if batch.held_since)
    pauses = [pause for pause in night.pauses if pause.waited_for]
    names = tuple(pause.account for pause in pauses)
    if any(pause.account == "*" for pause in pauses):
        return Verdict("all_paused", names=names, code=_code(pauses, "*"))
    if pauses and stuck:
        return Verdict("partly" if moves else "paused", names=names, code=pauses[0].code)
    if night.stops:
        accounts = tuple(stop.account for stop in night.stops)
        return Verdict("partly_blocked" if moves else "account_blocked", names=accounts)
    if held:
        return Verdict("partly" if moves else "held", names=held)
    return None


def _code(pauses: list[Pause], account: str) -> str:
    return next(pause.code for pause in pauses if pause.account == account)
