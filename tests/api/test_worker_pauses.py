"""What stops an account or a worker, who says so, and that nobody else stops with it."""

import pytest

from jobs.errors import catalogue, lookup
from tests.support.emulated import example
from tests.support.workers import Seen, Site, environ_of, site
from worker import events
from worker.bilingual import both
from worker.emulator import EmulatorConfig, Fault, KeyPair
from worker.errors import PausedError
from worker.tencent.credentials import Credential

STOPPING = [
    code.code
    for code in catalogue().values()
    if code.error_class == "account"
    and code.scope in {"account", "deployment"}
    and not code.code.startswith("Worker.")
]
SCOPED = [
    code.code
    for code in catalogue().values()
    if code.error_class == "account" and code.scope not in {"account", "deployment"}
]


async def paused(seen: Seen, account: str = "default") -> events.AccountPaused:
    """Wait for the pause of an account."""
    return await seen.wait_for(events.AccountPaused, lambda e: e.account == account)


@pytest.mark.parametrize("code", STOPPING)
async def test_account_wide(here: Site, code: str) -> None:
    """A code that means the whole account pauses it by name, and gives the row back untouched."""
    here.api.faults.add(Fault(name=f"code:{code}", times=None))
    job_id = await here.insert()
    worker = here.start()
    said = await paused(worker.seen)
    await worker.seen.status(job_id, "pending")
    await worker.end()
    job, account = await here.job(job_id), await here.account()

    assert (code, code) == (said.code, account["pause_code"])
    assert ("pending", 0, 1) == (job["status"], job["attempts"], here.calls)
    assert [("account_paused", code)] == await here.outcomes(job_id)
    assert account["probe_at"] > account["paused_since"]


@pytest.mark.parametrize("code", SCOPED)
async def test_scoped(here: Site, code: str) -> None:
    """A code that means an application, operator or feature ends its row alone."""
    here.api.faults.add(Fault(name=f"code:{code}", group="struck"))
    status = "in_doubt" if catalogue()[code].ambiguous else "failed"
    struck, spared = (
        await here.insert({**example(1), "FlowGroupName": "struck"}),
        await here.insert(),
    )
    worker = here.start(concurrency=1)
    await worker.seen.status(struck, status)
    await worker.seen.status(spared, "succeeded")

    assert code == (await here.job(struck))["error_code"]
    assert not worker.seen.of(events.AccountPaused)


async def test_scoped_in_a_row(here: Site) -> None:
    """Five rows in a row refused with one scoped code pause the account with that code."""
    code = next(c for c in SCOPED if not catalogue()[c].ambiguous)
    here.api.faults.add(Fault(name=f"code:{code}", times=None))
    for _ in range(8):
        await here.insert()
    worker = here.start(concurrency=1)
    said = await paused(worker.seen)
    await worker.end()

    assert code == said.code
    assert {"failed": 5, "pending": 3} == await here.statuses()


async def test_refused_credentials(here: Site) -> None:
    """A key that the API does not know pauses the account, which then says why."""
    job_id = await here.insert()
    worker = here.start(environ=environ_of(KeyPair.generate()))
    said = await paused(worker.seen)
    await worker.seen.status(job_id, "pending")
    account = await here.account()

    assert "AuthFailure.SecretIdNotFound" == said.code == account["pause_code"]
    meant = lookup(said.code)
    assert (
        both(meant.meaning_en, meant.meaning_zh) == said.reason
    )  # the API's words stay out of logs
    assert account["pause_reason"].endswith(f"flowgroup jobs show {job_id}")
    assert "the SecretId does not exist" == (await here.job(job_id))["error_message"]
    assert 0 == here.created


async def test_no_credentials_stop_one_account(here: Site) -> None:
    """An account without credentials pauses by name; the others send."""
    ours, theirs = await here.insert(), await here.insert(account="branch")
    worker = here.start()
    said = await paused(worker.seen, "branch")
    await worker.seen.status(ours, "succeeded")

    assert "Worker.NoCredentials" == said.code == (await here.account("branch"))["pause_code"]
    assert "branch" in said.reason
    assert "pending" == (await here.job(theirs))["status"]


async def test_a_drain_sends_what_it_can(here: Site) -> None:
    """A paused account ends a drain only when the others have nothing left to send."""
    await here.insert(account="branch")
    for _ in range(10):
        await here.insert()
    worker = here.start(drain=True)

    with pytest.raises(PausedError, match="branch"):
        await worker.task

    assert {"pending": 1, "succeeded": 10} == await here.statuses()


async def test_credentials_that_come_later(here: Site) -> None:
    """An account that gets its credentials while the worker runs resumes by itself."""
    job_id = await here.insert(account="branch")
    worker = here.start()
    await paused(worker.seen, "branch")
    here.profile("branch", here.api.key)
    await worker.seen.wait_for(events.AccountResumed, lambda e: e.account == "branch")
    await worker.seen.status(job_id, "succeeded")

    assert (await here.account("branch"))["pause_code"] is None


async def test_accounts_that_share_a_key(here: Site) -> None:
    """Accounts with one calling key share its slots; another key has slots of its own."""
    accounts = ["default", "branch", "agency"]
    here.profile("branch", here.api.key)
    here.profile("agency", KeyPair("AKIDother", "other"))
    for account in accounts:
        await here.insert(account=account)
    worker = here.start()
    await worker.seen.count(events.Finished, 3)
    rows = await here.connection.fetch("SELECT key_fingerprint FROM flowgroup.slots")
    bound = [(await here.account(account))["key_fingerprint"] for account in accounts]

    assert bound[0] == bound[1] != bound[2]
    assert {bound[0], bound[2]} == {row["key_fingerprint"] for row in rows}
    assert 2 == len(rows)


async def test_an_ill_endpoint(here: Site) -> None:
    """Twenty transient answers among forty slow the key's slots until a call gets a verdict."""
    here.api.faults.add(Fault(name="internal_error", times=40))
    for _ in range(40):
        await here.insert()
    worker = here.start(concurrency=1)
    await worker.seen.wait_for(events.EndpointHealth, lambda e: e.ill)

    assert await here.connection.fetchval("SELECT ill_since IS NOT NULL FROM flowgroup.slots")


async def test_doubts_in_a_row(here: Site) -> None:
    """So many outcomes in doubt in a row as are allowed pause the account, without a probe."""
    here.api.faults.add(Fault(name="reset_after", times=None))
    for _ in range(6):
        await here.insert()
    worker = here.start(concurrency=1, in_doubt_pause=3)
    said = await paused(worker.seen)
    await worker.end()

    assert "Worker.InDoubtStreak" == said.code
    assert (await here.account())["probe_at"] is None
    assert {"in_doubt": 3, "pending": 3} == await here.statuses()


async def test_another_account_goes_on(database_url: str) -> None:
    """The pause of one key's account leaves the account of another key alone."""
    keys = (KeyPair.generate(), KeyPair.generate())
    async with site(database_url, EmulatorConfig(limit=0, keys=keys)) as here:
        code = "code:AuthFailure.SecretIdNotFound"
        here.api.faults.add(Fault(name=code, key=keys[0].secret_id, times=None))
        here.profile("branch", keys[1])
        await here.insert()
        theirs = await here.insert(account="branch")
        worker = here.start()
        await paused(worker.seen)
        await worker.seen.status(theirs, "succeeded")

        assert [1, 1] == [
            len([e for e in here.api.ledger.entries if e.key == key.secret_id]) for key in keys
        ]


async def test_timeouts_in_a_row(here: Site) -> None:
    """Calls that are not answered in time count as doubts at once, not when their reading ends."""
    here.api.faults.add(Fault(name="hang_after", times=None))
    for _ in range(6):
        await here.insert()
    worker = here.start(in_doubt_pause=3, request_timeout=0.2, lease=2)
    said = await paused(worker.seen)

    assert "Worker.InDoubtStreak" == said.code


async def test_an_illness_that_another_worker_found(here: Site) -> None:
    """A worker that did not find the endpoint ill itself finds it well, and the full rate is back."""
    await here.connection.execute(
        "INSERT INTO flowgroup.slots (key_fingerprint, region, action, rate_limit, ill_since)"
        " VALUES ($1, '', 'ChannelCreateFlowGroupByFiles', 20, now())",
        Credential(*here.api.key).key_fingerprint,
    )
    for _ in range(5):
        await here.insert()
    await here.start(drain=True).task

    assert None is await here.connection.fetchval("SELECT ill_since FROM flowgroup.slots")
    assert {"succeeded": 5} == await here.statuses()


async def test_credentials_that_another_worker_lacks(here: Site) -> None:
    """A pause by a worker without the key is lifted by one that has it."""
    await here.insert()
    worker = here.start()
    await worker.seen.wait_for(events.Finished, lambda e: e.status == "succeeded")
    await here.connection.execute(
        "UPDATE flowgroup.accounts SET paused_since = now(), pause_code = 'Worker.NoCredentials'"
    )
    job_id = await here.insert()
    await worker.seen.status(job_id, "succeeded")

    assert None is (await here.account())["pause_code"]
