"""The gatekeeper and the database's identity: what a state folder remembers against what the database knows."""

from pathlib import Path
from uuid import UUID

import pytest

from tests.support.gates import Gate, pause_of
from tests.support.sender import Sender
from worker import records


@pytest.fixture
def gate(sender: Sender, tmp_path: Path) -> Gate:
    """Return the gate of a worker that fits the database."""
    return Gate(sender, tmp_path)


async def test_a_changed_database_pauses_all(sender: Sender, gate: Gate) -> None:
    """Another database than the bound one pauses all accounts until a person approves it."""
    await sender.connection.execute("UPDATE flowgroup.binding SET database_identity = '1/1'")

    assert "shut" == await gate.keeper.look("default")
    assert ("Worker.DatabaseChanged", False) == await pause_of(sender, "*")


async def test_a_trusted_failover_is_followed(sender: Sender, tmp_path: Path) -> None:
    """With FLOWGROUP_TRUST_FAILOVER the new database becomes the bound one."""
    gate = Gate(sender, tmp_path, trust_failover=True)
    await sender.connection.execute("UPDATE flowgroup.binding SET database_identity = '1/1'")

    assert "open" == await gate.keeper.look("default")
    after = await sender.store.gate("default")
    assert after.current_identity == after.database_identity


async def test_a_database_that_forgot_is_never_trusted(sender: Sender, tmp_path: Path) -> None:
    """A database that knows less than the folder was set back: no failover, so trust does not help."""
    gate = Gate(sender, tmp_path, trust_failover=True)
    gate.witness.remember((9, 9))

    assert "shut" == await gate.keeper.look("default")
    assert ("Worker.DatabaseChanged", False) == await pause_of(sender, "*")


async def test_a_sight_counted_while_the_gate_is_read_is_no_proof(
    sender: Sender, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the folder learns while the database answers, or later, does not make the answer an older database's."""
    answered = sender.store.gate

    async def counted(account: str, state_id: UUID) -> records.Gate:
        found = await answered(account, state_id)
        gate.witness.remember((1, 99))
        return found

    monkeypatch.setattr(sender.store, "gate", counted)
    seen = await gate.keeper.read("default")
    gate.witness.remember((1, 100))

    assert "open" == await gate.keeper.look("default", seen)
