"""What people do by SQL, and time."""

from datetime import timedelta

import asyncpg
from hypothesis import strategies as st
from hypothesis.stateful import initialize

from tests.chaos.model.base import Example, choose
from tests.chaos.model.crew import HOST, SLOT
from tests.chaos.model.events import event
from tests.chaos.model.words import ACCOUNT, PICK

GOOD = '{"FlowFileInfos": [1, 2]}'
BAD = '{"FlowFileInfos": [1]}'
JOBS = 12
WAITING = 3
FEW = 2
ANY_ACCOUNT = st.sampled_from(["default", "other", "*"])
SECONDS = st.sampled_from([10, 60, 130, 130, 310, 900, 900])
UNTIL = st.sampled_from([None, 55, 505])


class PeopleRules(Example):
    """See the module."""

    @initialize(n=st.integers(1, FEW))
    def start(self, n: int) -> None:
        """Some rows wait."""
        sql = "INSERT INTO flowgroup.jobs (payload) SELECT $1 FROM generate_series(1, $2::int)"
        self.do(self.tables.value(sql, GOOD, n))
        for account in ("default", "other"):
            self.do(self.store.bind(account, SLOT.key_fingerprint, HOST))

    @event(
        4,
        lambda self: len(self.rows.jobs) < JOBS and len(self.jobs("pending")) < WAITING,
        account=ACCOUNT,
        fit=st.sampled_from([True, True, True, False]),
        most=st.integers(1, 3),
        last=UNTIL,
    )
    def insert(self, account: str, *, fit: bool, most: int, last: int | None) -> None:
        """A row comes, fit to be sent or not."""
        sql = "INSERT INTO flowgroup.jobs (account, payload, max_attempts, send_before) VALUES ($1, $2, $3, now() + $4)"
        payload = GOOD if fit else BAD
        self.do(self.tables.value(sql, account, payload, most, _seconds(last)))

    @event(
        2,
        lambda self: len(self.jobs("pending")) > FEW or self.jobs("invalid"),
        pick=PICK,
        fit=st.sampled_from([True, True, True, False]),
    )
    def mend(self, pick: int, *, fit: bool) -> None:
        """A payload is written anew, for better or worse."""
        sql = "UPDATE flowgroup.jobs SET payload = $2 WHERE id = $1"
        self.do(
            self.tables.value(
                sql, choose(self.jobs("invalid") or self.jobs(), pick), GOOD if fit else BAD
            )
        )

    @event(4, seconds=SECONDS)
    def pass_time(self, seconds: int) -> None:
        """Nothing happens for a while."""
        self._pass_time(seconds)

    @event(
        2,
        lambda self: self.paused() or self.jobs("pending"),
        pick=PICK,
        account=ANY_ACCOUNT,
        until=UNTIL,
    )
    def pause_or_resume(self, pick: int, account: str, until: int | None) -> None:
        """A person stops an account or all; what is stopped goes on."""
        if not self.paused():
            sql = "SELECT flowgroup.pause($1, now() + $2, 'because')"
            self.do(self.tables.value(sql, account, _seconds(until)))
            self.step.must_be_paused = account
            return
        account = "*" if account == "*" else choose(self.paused(), pick)
        self.do(self.tables.value("SELECT flowgroup.resume($1, 'because')", account))

    @event(
        6,
        lambda self: self.jobs("failed", "cancelled") or len(self.jobs("pending")) > FEW,
        pick=PICK,
        risky=st.booleans(),
    )
    def retry_or_cancel(self, pick: int, *, risky: bool) -> None:
        """A person wants a row sent again, or one of many withdrawn."""
        over = self.jobs("failed", "cancelled")
        job_id = choose(over or self.jobs(), pick)
        if over:
            self._retry(job_id, risky=risky)
        else:
            pending = self.rows.jobs[job_id]["status"] == "pending"
            sql = "SELECT flowgroup.cancel($1, 'because')"
            self.expect("cancelled", pending, self.do(self.tables.value(sql, job_id)))

    @event(
        6,
        lambda self: self.jobs("in_doubt"),
        pick=PICK,
        careless=st.sampled_from([False, False, True]),
        waits=st.booleans(),
    )
    def give_verdict(self, pick: int, *, careless: bool, waits: bool) -> None:
        """A person looks for the group of a row in doubt, or says not_created without looking; waits first, or not."""
        if waits:
            self._pass_time(900)
        job_id = choose(self.jobs("in_doubt"), pick)
        self.step.resolved = job_id
        if not self.api.groups[job_id] or careless:
            self._rule_not_created(job_id, waited=waits)
            return
        group = choose(self.api.groups[job_id], pick)
        sql = "SELECT flowgroup.resolve($1, 'created', $2, NULL, 'found')"
        self.do(self.tables.value(sql, job_id, group.flow_group_id))
        self.counts["ruled created"] += 1

    def _retry(self, job_id: int, *, risky: bool) -> None:
        created = any(
            id_ == job_id and row["outcome"] == "created"
            for (id_, _), row in self.rows.attempts.items()
        )
        may = (risky or not self.rows.jobs[job_id]["duplicate_risk"]) and not created
        sql = "SELECT flowgroup.retry($1, 'because', $2)"
        self.expect("retried", may, self.do(self.tables.value(sql, job_id, risky)))

    def _rule_not_created(self, job_id: int, *, waited: bool) -> None:
        early = (
            not waited and self.rows.attempts[job_id, self.rows.jobs[job_id]["attempt_no"]]["young"]
        )
        accepted = self.do(self._ruled_not_created(job_id))
        self.counts["ruled not created" if accepted else "verdicts too early"] += 1
        self.expect(f"verdict on job {job_id} accepted", not early, accepted)
        if accepted and self.api.groups[job_id]:
            self.api.excused[job_id] += 1
            self.counts["wrong verdicts"] += 1

    def _pass_time(self, seconds: int) -> None:
        self.do(self.tables.value("SELECT pass_time($1)", seconds))
        self.now += seconds

    async def _ruled_not_created(self, job_id: int) -> bool:
        sql = "SELECT flowgroup.resolve($1, 'not_created', NULL, NULL, 'not found')"
        try:
            await self.tables.value(sql, job_id)
        except asyncpg.RaiseError:
            return False
        return True


def _seconds(n: int | None) -> timedelta | None:
    return None if n is None else timedelta(seconds=n)
