"""The gatekeeper against the real tables: what it lets through, and what it does about outcomes."""

from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from jobs.errors import Scope
from jobs.outcome import AccountPaused, ApiError, Created, InDoubt, Outcome, Refused, TryAgain
from tests.support.factories import insert_attempt, insert_job
from tests.support.gates import Gate, pause_of
from tests.support.sender import KEY, Sender
from worker import events
from worker.bilingual import both
from worker.health import REFUSALS, WINDOW
from worker.records import BegunAttempt, SlotKey

CODE = "OperationDenied.NoQuota"
CALL = BegunAttempt(UUID(int=1), 1, 1, 1, 0, 2, b"{}", 0, 0.0, None)
PROBE = replace(CALL, probe_of=CODE)
GOOD = Created("group", ["flow-1", "flow-2"], None, "request", irregular=False)
DOUBT = InDoubt(ApiError("Worker.Timeout", ""))
TRIPPED = AccountPaused(ApiError(CODE, "no quota left", scope="account"))
BAD = TryAgain("transient", ApiError("InternalError", ""), duplicate_risk=True)


def refused(code: str, scope: Scope = "job") -> Refused:
    return Refused(ApiError(code, "", scope=scope))


@pytest.fixture
def gate(sender: Sender, tmp_path: Path) -> Gate:
    """Return the gate of a worker that fits the database."""
    return Gate(sender, tmp_path)


async def test_what_fits_is_open(gate: Gate) -> None:
    """A bound account without a pause may send."""
    assert "open" == await gate.keeper.look("default")
    assert {} == gate.keeper.blocked


@pytest.mark.parametrize("ahead", [False, True])
async def test_the_first_look_binds(sender: Sender, gate: Gate, *, ahead: bool) -> None:
    """An account that never sent is bound to the worker's key and may send, also by a gate that was read ahead."""
    await insert_job(sender.connection, account="new")
    seen = await gate.keeper.read("new") if ahead else None

    assert "open" == await gate.keeper.look("new", seen)
    assert KEY == (await sender.store.gate("new")).key_fingerprint


async def test_gates_of_many(sender: Sender, gate: Gate) -> None:
    """The gates of many accounts are read at once, each with its own pause."""
    await sender.connection.execute("SELECT flowgroup.pause('held', NULL, 'closing')")
    seen = await gate.keeper.read_all(["stranger", "held", "default"])

    assert {"stranger": None, "held": "held", "default": None} == {
        account: one.gate.paused_account for account, one in seen.items()
    }
    assert [None, None, KEY] == [one.gate.key_fingerprint for one in seen.values()]


@pytest.mark.parametrize(
    ("fields", "code"),
    [({"key": "key-2"}, "Worker.KeyMismatch"), ({"host": "other.test"}, "Worker.EndpointMismatch")],
)
async def test_what_does_not_fit_is_shut(
    sender: Sender, tmp_path: Path, fields: dict[str, str], code: str
) -> None:
    """Another key or endpoint than the bound one shuts the gate, and is told once."""
    gate = Gate(sender, tmp_path, **fields)

    assert ["shut", "shut"] == [await gate.keeper.look("default") for _ in range(2)]
    assert [code] == [event.code for event in gate.told if isinstance(event, events.Blocked)]
    assert ["default"] == list(gate.keeper.blocked)


async def test_a_clock_far_off_shuts(gate: Gate) -> None:
    """While a clock is known to be far off nothing is sent; once it is right the block is gone."""
    gate.guard.fault = "This machine's clock is off."
    shut = await gate.keeper.look("default"), dict(gate.keeper.blocked)
    gate.guard.fault = None

    assert ("shut", {"default": "This machine's clock is off."}) == shut
    assert ("open", {}) == (await gate.keeper.look("default"), gate.keeper.blocked)


@pytest.mark.parametrize(("ago", "way"), [("1 second", "probe"), ("-1 hour", "shut")])
async def test_a_pause_is_probed_when_its_time_has_come(
    sender: Sender, gate: Gate, ago: str, way: str
) -> None:
    """A paused account is shut, until a probe is due."""
    await gate.keeper.pause("default", CODE, "no quota")
    await sender.connection.execute(
        "UPDATE flowgroup.accounts SET probe_at = now() - $1::text::interval", ago
    )

    assert way == await gate.keeper.look("default")


async def test_an_account_wide_code_pauses(sender: Sender, gate: Gate) -> None:
    """The account pauses with the code, will be probed, and the job goes back; told once."""
    outcomes = [await gate.keeper.judge("default", CALL, TRIPPED) for _ in range(2)]

    assert [TRIPPED, TRIPPED] == outcomes
    assert (CODE, True) == await pause_of(sender)
    [told] = gate.told
    row = await sender.connection.fetchrow("SELECT paused_since, probe_at FROM flowgroup.accounts")
    meaning = both("Contract quota is used up.", "合同额度不足")
    assert events.AccountPaused("default", CODE, meaning, row[0], None, row[1]) == told


async def test_a_pause_is_told_whoever_made_it(sender: Sender, gate: Gate) -> None:
    """What a person or another worker stopped is told with reason, since and until, once, and that it is over."""
    await sender.connection.execute(
        "SELECT flowgroup.pause('*', '2099-01-01 UTC', 'lunch'), flowgroup.pause('default', NULL, 'audit')"
    )
    for _ in range(2):
        assert "shut" == await gate.keeper.look("default")
    await sender.connection.execute("SELECT flowgroup.resume('*', 'done')")
    for _ in range(2):
        assert "open" == await gate.keeper.look("default")

    paused, resumed = gate.told
    assert isinstance(paused, events.AccountPaused)
    assert ("*", "Worker.OperatorPause", "lunch", 2099) == (
        paused.account,
        paused.code,
        paused.reason,
        paused.until.year if paused.until else None,
    )
    assert paused.since
    assert events.AccountResumed("*") == resumed


async def test_it_gives_an_ended_pause_its_place(sender: Sender, gate: Gate) -> None:
    """An operator's pause that has run out but was not tidied away does not hide what the API says."""
    await sender.connection.execute(
        "SELECT flowgroup.pause('default', now() - interval '1 s', 'lunch')"
    )
    await gate.keeper.judge("default", CALL, TRIPPED)

    assert (CODE, True) == await pause_of(sender)


async def test_an_operators_pause_stays(sender: Sender, gate: Gate) -> None:
    """A pause that a person gave is not replaced by one that probes."""
    await sender.connection.execute("SELECT flowgroup.pause('default', NULL, 'stop')")
    await gate.keeper.judge("default", CALL, TRIPPED)

    assert ("Worker.OperatorPause", False) == await pause_of(sender)


async def test_a_row_that_trips_alone_is_refused(sender: Sender, gate: Gate) -> None:
    """A row that tripped the code before, while others were created since, fails and stops nobody."""
    connection = sender.connection
    job_id = await insert_job(connection, status="sending", attempt_no=1)
    other = await insert_job(connection)
    await connection.execute("DELETE FROM flowgroup.attempts")
    await insert_attempt(connection, job_id, 1, outcome="account_paused", error_code=CODE)
    await insert_attempt(connection, other, 1, outcome="created")
    await connection.execute(
        "UPDATE flowgroup.attempts SET begun_at = now() + interval '1 s' WHERE job_id = $1", other
    )
    call = replace(CALL, job_id=job_id, attempt_no=2)

    assert Refused(TRIPPED.error) == await gate.keeper.judge("default", call, TRIPPED)
    assert (None, False) == await pause_of(sender)


@pytest.mark.parametrize("outcome", [GOOD, refused("InvalidParameter")], ids=repr)
async def test_a_probe_that_passes_resumes(sender: Sender, gate: Gate, outcome: Outcome) -> None:
    """A probe's creation, or the refusal of its own payload, ends the pause; told once."""
    await gate.keeper.pause("default", CODE, "no quota")
    for _ in range(2):
        await gate.keeper.judge("default", PROBE, outcome)

    assert (None, False) == await pause_of(sender)
    assert 1 == gate.told.count(events.AccountResumed("default"))


@pytest.mark.parametrize("outcome", [TRIPPED, DOUBT, BAD], ids=repr)
async def test_a_probe_that_does_not_pass_changes_nothing(
    sender: Sender, gate: Gate, outcome: Outcome
) -> None:
    """A probe that trips the code again, or gets no verdict, leaves the pause."""
    await gate.keeper.pause("default", CODE, "no quota")
    judged = await gate.keeper.judge("default", PROBE, outcome)

    assert outcome == judged
    assert (CODE, True) == await pause_of(sender)


async def test_a_probe_of_a_refused_feature_keeps_its_row(sender: Sender, gate: Gate) -> None:
    """A probe refused with the code of the pause itself is put back, not burnt."""
    await gate.keeper.pause("default", CODE, "refused")
    no = refused(CODE, "feature")

    assert AccountPaused(no.error) == await gate.keeper.judge("default", PROBE, no)
    assert (CODE, True) == await pause_of(sender)


async def test_doubts_in_a_row_pause_without_probes(sender: Sender, gate: Gate) -> None:
    """The agreed number of doubts in a row pauses until a person looks."""
    for _ in range(3):
        await gate.keeper.judge("default", CALL, DOUBT)

    assert ("Worker.InDoubtStreak", False) == await pause_of(sender)


async def test_streaks_are_the_accounts_own(sender: Sender, gate: Gate) -> None:
    """Doubts of different accounts do not add up."""
    for account in ("default", "other", "default", "other"):
        await gate.keeper.judge(account, CALL, DOUBT)

    assert (None, False) == await pause_of(sender)


async def test_a_refused_feature_pauses(sender: Sender, gate: Gate) -> None:
    """Five refusals of one code that is wider than a job pause the account, to be probed."""
    for _ in range(REFUSALS):
        await gate.keeper.judge("default", CALL, refused("OperationDenied.NoApiAuth", "app"))

    assert ("OperationDenied.NoApiAuth", True) == await pause_of(sender)


async def test_an_ill_endpoint_slows_the_slots_until_it_is_well(sender: Sender, gate: Gate) -> None:
    """Forty bad calls mark the shared slot ill, one verdict marks it well; each is told."""
    slot = SlotKey(KEY, "", "action")
    await sender.store.steer(slot, 20)
    for _ in range(WINDOW):
        await gate.keeper.judge("default", CALL, BAD)
    ill = gate.keeper.ill, await sender.connection.fetchval("SELECT ill_since FROM flowgroup.slots")
    await gate.keeper.judge("default", CALL, GOOD)

    assert ill[0]
    assert ill[1] is not None
    assert not gate.keeper.ill
    assert await sender.connection.fetchval("SELECT ill_since IS NULL FROM flowgroup.slots")
    assert [True, False] == [e.ill for e in gate.told if isinstance(e, events.EndpointHealth)]
