"""begin's gate: pause, binding and lateness are judged in the statement itself."""

from datetime import timedelta
from typing import Any

import pytest

from tests.support.factories import insert_job
from tests.support.sender import Sender

HOUR = timedelta(hours=1)


@pytest.fixture
async def waiting(sender: Sender) -> int:
    """Return the id of a row that is due."""
    return await insert_job(sender.connection)


async def pause(sender: Sender, account: str, until: timedelta | None) -> None:
    await sender.connection.execute(
        "SELECT flowgroup.pause($1, now() + $2::interval, 'because')", account, until
    )


@pytest.mark.parametrize("account", ["default", "*"])
@pytest.mark.parametrize("until", [None, HOUR], ids=["open end", "until later"])
async def test_a_pause_shuts(
    sender: Sender, waiting: int, account: str, until: timedelta | None
) -> None:
    """A pause of the account or of all, with no end or one to come, lets nothing begin."""
    await pause(sender, account, until)

    assert [] == await sender.begin()
    assert "pending" == await sender.status(waiting)


@pytest.mark.parametrize("account", ["default", "*"])
async def test_an_ended_pause_is_open(sender: Sender, waiting: int, account: str) -> None:
    """A pause whose end has passed holds nothing, even before it is cleared away."""
    await pause(sender, account, -HOUR)

    assert [waiting] == [attempt.job_id for attempt in await sender.begin()]


async def test_a_neighbours_pause_is_none_of_ours(sender: Sender, waiting: int) -> None:
    """A pause of another account does not shut this one's gate."""
    await pause(sender, "other", None)

    assert waiting == (await sender.begin_one()).job_id


@pytest.mark.parametrize(
    "changes", [{"endpoint": "other.test"}, {"key_fingerprint": "key-2"}], ids=["endpoint", "key"]
)
async def test_the_wrong_worker_gets_nothing(
    sender: Sender, waiting: int, changes: dict[str, Any]
) -> None:
    """A worker with another endpoint or key than the bound one gets no row."""
    assert [] == await sender.begin(**changes)
    assert "pending" == await sender.status(waiting)


async def test_a_changed_database_shuts(sender: Sender, waiting: int) -> None:
    """A database that is not the bound one hands out nothing."""
    await sender.connection.execute("UPDATE flowgroup.binding SET database_identity = '1/1'")

    assert [] == await sender.begin()
    assert "pending" == await sender.status(waiting)


async def test_an_unbound_database_shuts(sender: Sender, waiting: int) -> None:
    """Nothing begins before database and account are bound."""
    await sender.connection.execute("DELETE FROM flowgroup.binding")

    assert [] == await sender.begin()
    assert "pending" == await sender.status(waiting)


async def test_binding_happens_once(sender: Sender) -> None:
    """A second bind with another endpoint and key changes nothing."""
    await sender.store.bind("default", "key-2", "other.test")
    gate = await sender.store.gate("default")

    assert ("key-1", "api.test") == (gate.key_fingerprint, gate.endpoint)
    assert gate.database_identity == gate.current_identity


@pytest.mark.parametrize(("late", "begun"), [(0.9, 1), (1.5, 0)])
async def test_a_late_slot_shuts(sender: Sender, waiting: int, late: float, begun: int) -> None:
    """A slot that is past by more than the lateness begins nothing."""
    slot_at = await sender.connection.fetchval(
        "SELECT clock_timestamp() - make_interval(secs => $1)", late * 100
    )

    assert begun == len(await sender.begin(slot_at=slot_at, lateness=100.0))
    assert ("sending" if begun else "pending") == await sender.status(waiting)


async def test_the_gate_tells_the_pause_that_holds(sender: Sender) -> None:
    """The gate names the pause that holds now, of the account or of all, and no ended one."""
    await pause(sender, "default", -HOUR)
    ended = await sender.store.gate("default")
    await pause(sender, "*", HOUR)
    held = await sender.store.gate("default")

    assert (None, None) == (ended.paused_account, ended.paused_since)
    assert ("*", "Worker.OperatorPause", "because") == (
        held.paused_account,
        held.pause_code,
        held.pause_reason,
    )


async def test_the_gate_of_a_stranger_is_unbound(sender: Sender) -> None:
    """An account without a row has a gate, and no key."""
    gate = await sender.store.gate("stranger")

    assert (None, "api.test") == (gate.key_fingerprint, gate.endpoint)
