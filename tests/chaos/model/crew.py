"""A worker as the database and the API see it: its own gate, its reports, and no clock but the model's."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from jobs.answer import Answer
from jobs.classify import classify
from jobs.outcome import AccountPaused, ApiError, Created, InDoubt, Outcome, Refused, TryAgain
from tests.chaos.model.wire import Call
from worker import events
from worker.clock import SystemClock
from worker.gate import Gatekeeper
from worker.records import Begin, BegunAttempt, OutcomeName, Report, SlotKey
from worker.settings import Settings
from worker.skew import ClockGuard
from worker.store import Store
from worker.tencent.client import TencentClient
from worker.verdicts import failure
from worker.witness import Witness

HOST = "api.test"
SLOT = SlotKey("key-1", "", "ChannelCreateFlowGroupByFiles")
IN_DOUBT_PAUSE = 4
Reports: TypeAlias = list[Report]


@dataclass(slots=True, eq=False)
class SimWorker:
    """One worker: its gate decides, what it knows waits in `reports`; frozen, it does nothing."""

    name: str
    gatekeeper: Gatekeeper
    reports: Reports = field(default_factory=list)
    frozen: bool = False

    async def hear(self, call: Call, answer: Answer, delay_s: int) -> None:
        """Take what came of a call, as attempt.py does."""
        outcome = classify(answer, contracts=call.attempt.contracts or 0)
        outcome = await self.gatekeeper.judge(call.account, call.attempt, outcome)
        counted = not self.gatekeeper.ill
        self.reports.append(report_of(call.attempt, outcome, delay_s, counted=counted))

    def give_up(self, call: Call, outcome: OutcomeName) -> None:
        """Stop waiting for an answer."""
        error = ApiError("Worker.Timeout", "No answer within 60 s.")
        self.reports.append(failure(call.attempt, outcome, error))


Unconfirmed: TypeAlias = tuple[SimWorker, Begin, int]
"""A begin whose answer was lost, its worker, and until when (model seconds) it is looked for."""


def report_of(attempt: BegunAttempt, outcome: Outcome, delay_s: int, *, counted: bool) -> Report:
    """Return the report of an outcome."""
    match outcome:
        case Created(flow_group_id=group_id, flow_ids=flow_ids):
            return Report(*attempt.key, "created", flow_group_id=group_id, flow_ids=flow_ids)
        case TryAgain(why, error, duplicate_risk):
            return failure(
                attempt,
                why,
                error,
                duplicate_risk=duplicate_risk,
                delay_s=delay_s,
                counted=counted,
            )
        case Refused(error):
            return failure(attempt, "refused", error)
        case InDoubt(error):
            return failure(attempt, "in_doubt", error)
        case AccountPaused(error):
            return failure(attempt, "account_paused", error)


class Crew:
    """Hires workers of one database, as many as an example needs."""

    def __init__(self, store: Store, folder: Path) -> None:
        self._store = store
        self._settings = Settings(in_doubt_pause=IN_DOUBT_PAUSE, state_dir=folder)
        client = TencentClient(f"https://{HOST}", request_timeout=60)
        self._guard = ClockGuard(client, store, SystemClock())
        self._witness = Witness(folder, "database/1")

    def hire(self, n: int, listener: events.Listener) -> SimWorker:
        """Return worker `n`, as it is after its start."""
        gatekeeper = Gatekeeper(
            self._settings,
            store=self._store,
            slot=SLOT,
            host=HOST,
            guard=self._guard,
            witness=self._witness,
            listener=listener,
        )
        return SimWorker(f"worker-{n}", gatekeeper)
