"""What workers do: begin, write reports, die, and look after rows that nobody holds."""

from datetime import timedelta
from typing import Literal, TypeAlias

from hypothesis import strategies as st

from tests.chaos.model.base import Example, choose
from tests.chaos.model.crew import HOST, SLOT, SimWorker
from tests.chaos.model.events import event
from tests.chaos.model.wire import Call, Stage, token
from tests.chaos.model.words import ACCOUNT, PICK
from worker.records import Begin, BegunAttempt, Report

How: TypeAlias = Literal["look", "blind", "blind probe", "overslept"]
HOW: st.SearchStrategy[How] = st.sampled_from(
    ["look"] * 6 + ["blind", "blind", "blind probe", "overslept"]
)
LostBegin: TypeAlias = Literal["commits", "does not commit", "is looked for"]
LOST: st.SearchStrategy[LostBegin] = st.sampled_from(
    ["commits", "does not commit", "is looked for"]
)
AGAIN = st.sampled_from([False, False, True])
LEASE = 125.0
LATENESS = 10.0
LOST_BEGINS = 2
OPEN: tuple[Stage, ...] = ("held", "travelling", "answered")


class WorkerRules(Example):
    """See the module."""

    @event(
        10,
        lambda self: self.jobs("pending"),
        pick=PICK,
        account=ACCOUNT,
        n=st.integers(1, 3),
        how=HOW,
    )
    def begin(self, pick: int, account: str, n: int, how: How) -> None:
        """A worker asks for rows; a blind one does not know of the pause that came meanwhile."""
        worker = choose(self.awake(), pick)
        account = self.busy(account)
        way = self.do(worker.gatekeeper.look(account)) if how == "look" else "open"
        if way == "shut":
            return
        probe = how == "blind probe" or way == "probe"
        begin = self._ask(
            worker, account, 1 if probe else n, probe=probe, overslept=how == "overslept"
        )
        attempts = self.do(self.store.begin(begin))
        self._judge_begin(begin, attempts, open_=how == "look" and way == "open")
        for attempt in attempts:
            call = Call(attempt, account, self.now)
            self.calls.append(call)
            self.holders[call] = worker
        self.counts["probes" if probe else "begun"] += len(attempts)

    @event(
        3,
        lambda self: self.jobs("pending") or self.unconfirmed,
        pick=PICK,
        account=ACCOUNT,
        how=LOST,
    )
    def lose_begin(self, pick: int, account: str, how: LostBegin) -> None:
        """The connection ends before the answer to a begin: it may commit now, later or never, and is looked for."""
        if not self.unconfirmed or (how == "commits" and len(self.unconfirmed) < LOST_BEGINS):
            worker = choose(self.awake(), pick)
            begin = self._ask(worker, self.busy(account), 2, probe=False, overslept=False)
            self.unconfirmed.append((worker, begin, self.now + 180))
        if how == "commits":
            self._commit(choose(self.unconfirmed, pick)[1])
        elif how == "is looked for":
            self._withdraw(*choose(self.unconfirmed, pick))

    @event(
        14,
        lambda self: any(worker.reports for worker in self.awake()),
        pick=PICK,
        n=st.integers(1, 4),
        backwards=st.booleans(),
        again=AGAIN,
    )
    def write(self, pick: int, n: int, *, backwards: bool, again: bool) -> None:
        """A worker writes reports, in any order, and writes them again if it cannot know that they came."""
        worker = choose([worker for worker in self.awake() if worker.reports], pick)
        reports = worker.reports[:n]
        if not again:
            del worker.reports[:n]
        self._write(reports[::-1] if backwards else reports)

    @event(2, lambda self: self.written, picks=st.lists(PICK, min_size=1, max_size=4))
    def write_again(self, picks: list[int]) -> None:
        """Reports that were written long ago are written once more."""
        self._write([choose(self.written, pick) for pick in picks])

    @event(
        1,
        lambda self: self.at(*OPEN) or self.unconfirmed,
        pick=PICK,
        spooled=st.booleans(),
    )
    def die(self, pick: int, *, spooled: bool) -> None:
        """A worker dies; its disk may hold its reports for the next one, what left goes on without it."""
        dead = choose(self.workers, pick)
        heir = self.hire()
        self.workers[self.workers.index(dead)] = heir
        if spooled:
            heir.reports = dead.reports
        for call, worker in self.holders.items():
            if worker is dead:
                call.heard = False
        self.unconfirmed = [entry for entry in self.unconfirmed if entry[0] is not dead]

    @event(2, lambda self: self.at(*OPEN) or self.frozen(), pick=PICK)
    def freeze_or_thaw(self, pick: int) -> None:
        """A worker with calls is stopped, for as long as it may be, and goes on as if nothing had been."""
        if self.frozen():
            choose(self.frozen(), pick).frozen = False
        else:
            self.holders[choose(self.at(*OPEN), pick)].frozen = True

    @event(3, lambda self: self.jobs("sending") or self.rows.over())
    def tidy(self) -> None:
        """A worker looks for silent rows, for rows whose last moment has passed and for ended pauses."""
        self._reap()
        rows = self.rows.jobs.values()
        over = sum(row["status"] == "pending" and row["expired"] is True for row in rows)
        self.expect("expired", over, self.do(self.store.expire()))
        accounts = self.rows.accounts.items()
        ended = {name for name, row in accounts if row["pause_code"] and not row["paused"]}
        self.expect("lifted", ended, set(self.do(self.store.lift_due_pauses())))

    def _reap(self) -> None:
        attempts = self.rows.attempts
        silent = {
            (id_, row["attempt_no"])
            for id_, row in self.rows.jobs.items()
            if row["status"] == "sending" and attempts[id_, row["attempt_no"]]["silent"]
        }
        ahead = self.scene.bug.reaper_ahead
        now = None if ahead is None else self.do(self.tables.now()) + timedelta(seconds=ahead)
        self.step.reaped = True
        reaped = {(job_id, attempt_no) for job_id, attempt_no, _ in self.do(self.store.reap(now))}
        self.counts["reaped"] += len(reaped)
        self.expect("reaped", silent, reaped)

    def _withdraw(self, worker: SimWorker, begin: Begin, patience: int) -> None:
        if worker.frozen:
            return
        for key in self.do(self.store.withdrawn([begin.token])):
            self.counts["withdrawn"] += 1
            worker.reports.append(Report(*key, "not_sent", error_code="Worker.Unsent"))
        if self.now > patience:
            self.unconfirmed.remove((worker, begin, patience))

    def _ask(
        self, worker: SimWorker, account: str, n: int, *, probe: bool, overslept: bool
    ) -> Begin:
        self.tokens += 1
        slot_at = self.do(self.tables.now()) - timedelta(seconds=2 * LATENESS if overslept else 0)
        return Begin(
            account=account,
            key_fingerprint=SLOT.key_fingerprint,
            endpoint=HOST,
            worker=worker.name,
            token=token(self.tokens),
            slot_at=slot_at,
            n=n,
            lease=LEASE,
            lateness=LATENESS,
            probe=probe,
        )

    def _judge_begin(self, begin: Begin, attempts: list[BegunAttempt], *, open_: bool) -> None:
        begun = [attempt.job_id for attempt in attempts]
        due = self.rows.due(begin.account)
        self.expect("begun though not due", set(), set(begun) - set(due))
        if begin.probe:
            own = self.rows.accounts[begin.account]
            may = 1 if own["pause_code"] and own["probe_due"] else 0
            self.expect("probed too much", 0, max(len(begun) - may, 0))
        elif self.rows.paused(begin.account):
            self.expect("begun while paused", [], begun)
        elif open_:
            self.expect("begun of what was due", min(begin.n, len(due)), len(begun))

    def _commit(self, begin: Begin) -> None:
        if not any(row["token"] == begin.token for row in self.rows.attempts.values()):
            self._judge_begin(begin, self.do(self.store.begin(begin)), open_=False)

    def _write(self, reports: list[Report]) -> None:
        self.do(self.store.finish(reports))
        self.step.written = reports
        self.written += reports
        self.counts["reports"] += len(reports)
        for report in reports:
            if report.outcome == "created" and report.flow_group_id is not None:
                self.evidence.known[report.job_id, report.attempt_no] = report.flow_group_id
