"""Random histories of one job: the schema's CHECKs hold, and a creation once reported stays."""

import asyncpg
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.factories import insert_job
from tests.support.sender import ENDPOINT, KEY, Sender
from worker.records import BegunAttempt, OutcomeName
from worker.store import Store

OUTCOMES: tuple[OutcomeName, ...] = (
    "created",
    "refused",
    "transient",
    "throttled",
    "not_sent",
    "account_paused",
    "in_doubt",
    "invalid",
)
STEPS = st.one_of(
    st.just(("begin",)),
    st.just(("reap",)),
    st.just(("retry",)),
    st.just(("cancel",)),
    st.tuples(st.just("resolve"), st.sampled_from(["created", "not_created"])),
    st.tuples(st.just("report"), st.integers(0, 3), st.sampled_from(OUTCOMES)),
)


class History:
    """One job and what its attempts and its operators said of it."""

    def __init__(self, sender: Sender, job_id: int, account: str) -> None:
        self.sender = sender
        self.job_id = job_id
        self.account = account
        self.begun: list[BegunAttempt] = []
        self.reported: dict[int, OutcomeName] = {}
        self.groups: set[str] = set()

    async def begin(self) -> None:
        """Begin it if it is due, for a slot so long ago that a verdict is taken at once."""
        await self.sender.connection.execute(
            "UPDATE flowgroup.jobs SET run_after = now() WHERE id = $1", self.job_id
        )
        slot_at = await self.sender.connection.fetchval("SELECT now() - interval '1 hour'")
        self.begun += await self.sender.begin(account=self.account, slot_at=slot_at, lateness=1e5)

    async def report(self, index: int, outcome: OutcomeName) -> None:
        """Report an attempt, the newest being 0; a creation counts if it is the first definite word."""
        if index >= len(self.begun):
            return
        attempt = self.begun[-1 - index]
        group = f"group-{attempt.attempt_no}"
        fields = {"flow_group_id": group} if outcome == "created" else {}
        await self.sender.report(attempt.key, outcome, **fields)
        if self.reported.get(attempt.attempt_no, "in_doubt") == "in_doubt":
            self.reported[attempt.attempt_no] = outcome
            self.groups |= {group} if outcome == "created" else set()

    async def reap(self) -> None:
        """Let the send deadline pass."""
        await self.sender.store.reap()

    async def retry(self) -> None:
        """Send it again, as an operator may."""
        await self._call("SELECT flowgroup.retry($1, 'again', true)")

    async def cancel(self) -> None:
        """Withdraw it."""
        await self._call("SELECT flowgroup.cancel($1, 'not now')")

    async def resolve(self, verdict: str) -> None:
        """Give a verdict; one that is taken names a group of its own."""
        sql = "SELECT flowgroup.resolve($1, $2, 'found', NULL, 'looked')"
        try:
            await self.sender.connection.execute(sql, self.job_id, verdict)
        except asyncpg.RaiseError:
            return
        self.groups |= {"found"} if verdict == "created" else set()

    async def check(self) -> None:
        """Assert what must hold after each step."""
        job = await self.sender.job(self.job_id)
        known = {job["flow_group_id"], *(job["second_groups"] or [])} - {None}

        assert len(self.begun) == job["attempt_no"]
        assert job["attempts"] <= job["attempt_no"]
        if job["status"] not in {"sending", "in_doubt"}:
            assert self.groups == known
            assert (job["status"] == "succeeded") == bool(self.groups)

    async def _call(self, sql: str) -> None:
        await self.sender.connection.execute(sql, self.job_id)


@given(steps=st.lists(STEPS, min_size=4, max_size=25))
@settings(
    max_examples=200,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
async def test_any_history(
    store: Store, connection: asyncpg.Connection, steps: list[tuple[str, ...]]
) -> None:
    """After any sequence of steps the row is consistent and knows every group that was created."""
    rows = await connection.fetchval("SELECT count(*) FROM flowgroup.jobs")
    account = f"account-{rows}"
    job_id = await insert_job(connection, account=account, max_attempts=3)
    await store.bind(account, KEY, ENDPOINT)
    history = History(Sender(store, connection), job_id, account)

    for name, *arguments in steps:
        await getattr(history, name)(*arguments)
        await history.check()
