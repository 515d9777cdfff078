"""What the files of one row say about others: who rests, which account pauses, who alone is to blame."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
import pytest

from jobs.outcome import AccountPaused, ApiError, Refused
from tests.support.emulated import StillClock
from tests.support.gates import Gate
from tests.support.sender import Sender
from worker import events
from worker.bilingual import spoken
from worker.blame import AFTER_PROBE, Blame
from worker.files.fault import NO_ROOT, FileRefusedError, FilesAwayError, Rule
from worker.files.prepared import AWAY, Later, Trouble, away
from worker.files.rows import Row, Settled

ROW = Row("default", 1, datetime(2026, 11, 23, tzinfo=UTC), 12, b"{}")
OTHER = replace(ROW, job_id=2)
TRIPPED = AccountPaused(ApiError("OperationDenied.NoQuota", "no quota left", scope="account"))
LATER = Later("transient", ApiError("InternalError", ""), duplicate_risk=False, wait=3)


class Judge:
    """Blame on the real tables, with a clock that the test moves."""

    def __init__(self, sender: Sender, folder: Path) -> None:
        self.clock = StillClock(1000.0)
        self.gate = Gate(sender, folder)
        self.blame = Blame(self.gate.keeper, self.clock, self.gate.told.append)

    async def __call__(self, row: Row, trouble: Trouble | None) -> Settled:
        return await self.blame.judge(row, Settled(row), trouble)

    @property
    def pauses(self) -> list[str]:
        return [event.code for event in self.gate.told if isinstance(event, events.AccountPaused)]


@pytest.fixture
def judge(sender: Sender, tmp_path: Path) -> Judge:
    """Return the judge of a worker."""
    return Judge(sender, tmp_path)


async def test_a_row_rests_as_long_as_its_trouble_lasts(judge: Judge) -> None:
    """Meanwhile it is passed over, and no other is."""
    await judge(ROW, LATER)
    assert {1} == judge.blame.resting

    judge.clock.now += 3
    assert set() == judge.blame.resting


@pytest.mark.parametrize(
    "trouble", [None, FileRefusedError(Rule.MISSING), Refused(ApiError("Bad", ""))], ids=repr
)
async def test_what_ends_a_row_says_nothing_of_others(
    judge: Judge, trouble: Trouble | None
) -> None:
    """A row that is ready, or that is itself to blame, stops nobody."""
    assert Settled(ROW) == await judge(ROW, trouble)
    assert (set(), []) == (judge.blame.resting, judge.gate.told)


async def test_files_that_are_away_rest_their_account(judge: Judge) -> None:
    """It is told once, until a row of the account is ready again; other accounts go on."""
    for row in (ROW, OTHER):
        await judge(row, away(FilesAwayError(NO_ROOT)))

    assert judge.blame.away("default")
    assert not judge.blame.away("other")
    [told] = judge.gate.told
    assert isinstance(told, events.FilesAway)
    assert "FLOWGROUP_FILES_ROOT is not set." in spoken(told.reason, "en")
    assert "未设置 FLOWGROUP_FILES_ROOT。" in spoken(told.reason, "zh-CN")
    judge.clock.now += AWAY
    assert not judge.blame.away("default")


async def test_a_code_of_the_account_pauses_it(judge: Judge) -> None:
    """The row waits on, and rests until the probe has taken another one."""
    assert Settled(ROW) == await judge(ROW, TRIPPED)
    assert [TRIPPED.error.code] == judge.pauses

    judge.clock.now += AFTER_PROBE - 0.1
    assert {1} == judge.blame.resting


async def test_a_row_that_trips_alone_fails(judge: Judge) -> None:
    """A row that trips the same code again after others were ready is itself the cause."""
    await judge(ROW, TRIPPED)
    judge.clock.now += 1
    await judge(OTHER, None)
    found = await judge(ROW, TRIPPED)

    assert ("failed", TRIPPED.error.code) == (found.status, found.error_code)


async def test_a_row_that_trips_twice_in_a_row_waits_on(judge: Judge) -> None:
    """While no other row is ready nobody can tell the row's fault from the account's."""
    await judge(ROW, TRIPPED)
    judge.clock.now += 1

    assert Settled(ROW) == await judge(ROW, TRIPPED)


async def test_refusals_in_a_row_pause_the_account(
    judge: Judge, connection: asyncpg.Connection
) -> None:
    """Five refusals of one code that is not the row's own stop the account, and say so in both languages."""
    for _ in range(5):
        await judge(ROW, Refused(ApiError("OperationDenied.Feature", "", scope="app")))

    reason = await connection.fetchval("SELECT pause_reason FROM flowgroup.accounts")

    assert ["OperationDenied.Feature"] == judge.pauses
    assert spoken(reason, "en").startswith("5 uploads of files in a row")
    assert spoken(reason, "zh-CN").startswith("连续 5 次上传文件")
