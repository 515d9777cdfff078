"""A probe that never left costs a second, not the next minutes."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID

from jobs.outcome import ApiError, TryAgain
from tests.support.gates import Gate
from tests.support.sender import Sender
from worker.records import BegunAttempt

CODE = "OperationDenied.NoQuota"
PROBE = BegunAttempt(UUID(int=1), 1, 1, 1, 0, 2, b"{}", 0, 0.0, CODE)
ROW = "SELECT probes, probe_at - now() AS due_in FROM flowgroup.accounts WHERE account = 'default'"


async def test_a_probe_that_never_left_is_made_again(sender: Sender, tmp_path: Path) -> None:
    """A probe that missed its slot is due again in a second, and does not count as a failed one."""
    keeper = Gate(sender, tmp_path).keeper
    await keeper.pause("default", CODE, "no quota")
    await sender.connection.execute(
        "UPDATE flowgroup.accounts SET probes = 1, probe_at = now() + interval '2 min'"
    )
    unsent = TryAgain("not_sent", ApiError("Worker.SlotMissed", ""), duplicate_risk=False)
    judged = await keeper.judge("default", PROBE, unsent)
    row = await sender.connection.fetchrow(ROW)

    assert unsent == judged
    assert 0 == row["probes"]
    assert timedelta(seconds=1) >= row["due_in"]


async def test_an_answered_probe_keeps_its_turn(sender: Sender, tmp_path: Path) -> None:
    """A probe that got an answer without a verdict waits for the next turn."""
    keeper = Gate(sender, tmp_path).keeper
    await keeper.pause("default", CODE, "no quota")
    await sender.connection.execute("UPDATE flowgroup.accounts SET probes = 1")
    busy = TryAgain("transient", ApiError("InternalError", ""), duplicate_risk=True)
    await keeper.judge("default", PROBE, busy)
    row = await sender.connection.fetchrow(ROW)

    assert 1 == row["probes"]
    assert timedelta(seconds=50) < row["due_in"]
