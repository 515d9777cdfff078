"""The check beside a worker, as people run it: a process of its own, bounded, gone with its worker."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import orjson
import pytest

from tests.support.commands import children, command, work_environ
from tests.support.emulated import example
from tests.support.processes import has_ended, watch
from worker.emulator import Emulator, EmulatorConfig

pytestmark = [pytest.mark.system, pytest.mark.timeout(110)]
LEFT = "SELECT count(*) FROM flowgroup.jobs WHERE status = 'pending' AND checked_at IS NULL"
LOST = "SELECT coalesce(sum(lost), 0)::int FROM flowgroup.slots"
MANY = """INSERT INTO flowgroup.jobs (payload, run_after, checked_at)
          SELECT jsonb_set($1::text::jsonb, '{FlowGroupName}', to_jsonb('group_' || n)),
                 now() + make_interval(hours => $3), CASE WHEN $4 THEN now() END
          FROM generate_series(1, $2::int) AS n"""
MEGABYTES = 1024
SECONDS = 10
ALLOWED = 2  # slots a second that other work on the machine may take by chance, of 20
BOUND = 1024 * MEGABYTES  # kB of memory that a checker ever has


@dataclass
class Day:
    """A database, the API beside it, and a worker's environment."""

    connection: asyncpg.Connection
    api: Emulator
    environ: Mapping[str, str]

    async def insert(
        self, body: object, rows: int = 1, *, hours: int = 10, checked: bool = False
    ) -> None:
        """Enqueue copies of a payload, for later."""
        text = orjson.dumps(body).decode()
        await self.connection.execute(MANY, text, rows, hours, checked)

    async def checked(self) -> None:
        """Wait until no row waits for its check."""
        while True:
            if not await self.connection.fetchval(LEFT):
                return
            await asyncio.sleep(0.1)

    async def checker_of(self, pid: int) -> int:
        """Return the process that checks for a worker, once it runs."""
        while True:
            if found := children(pid):
                return found[0]
            await asyncio.sleep(0.05)

    async def rules(self) -> set[str]:
        """Return the rules that rows broke."""
        sql = "SELECT DISTINCT jsonb_array_elements(errors) ->> 'rule' FROM flowgroup.jobs"
        return {row[0] for row in await self.connection.fetch(sql)}

    async def statuses(self) -> dict[str, int]:
        """Count rows by status."""
        sql = "SELECT status, count(*) FROM flowgroup.jobs GROUP BY status"
        return dict(await self.connection.fetch(sql))


@pytest.fixture
async def day(database_url: str) -> AsyncIterator[Day]:
    """Yield a fresh database, and an emulator that knows the worker's key."""
    connection = await asyncpg.connect(database_url)
    try:
        async with Emulator(EmulatorConfig(limit=0)) as api:
            yield Day(connection, api, work_environ(database_url, api))
    finally:
        await connection.close()


async def test_a_killed_worker_takes_its_checker_along(day: Day, tmp_path: Path) -> None:
    """SIGKILL of the worker ends its checker, in whatever it is."""
    async with command("worker", home=tmp_path, environ=day.environ) as worker:
        await day.insert(example(1), 20_000)
        checker = watch(await day.checker_of(worker.process.pid))
        worker.process.kill()

        assert has_ended(checker)


async def test_a_killed_checker_is_replaced(day: Day, tmp_path: Path) -> None:
    """SIGKILL of the checker costs the worker nothing: another one goes on."""
    async with command("worker", home=tmp_path, environ=day.environ) as worker:
        await day.insert(example(1), 5_000)
        os.kill(await day.checker_of(worker.process.pid), signal.SIGKILL)
        await day.checked()
        worker.process.send_signal(signal.SIGTERM)
        code, _, err = await worker.end()

    assert 0 == code
    assert 1 == sum(orjson.loads(line)["event"] == "checker_lost" for line in err)
    assert {"pending": 5_000} == await day.statuses()


async def test_check_only(day: Day, tmp_path: Path) -> None:
    """A worker that only checks needs no credentials, sends nothing, and stops like any other."""
    environ = {name: v for name, v in day.environ.items() if not name.startswith("TENCENT")}
    await day.insert(example(1), hours=0)
    await day.insert(example(1) | {"Colour": 1}, hours=0)
    async with command("worker", "--check-only", home=tmp_path, environ=environ) as worker:
        await day.checked()
        worker.process.send_signal(signal.SIGTERM)
        code, out, err = await worker.end()

    told = [orjson.loads(line) for line in err]
    assert (0, [], []) == (code, out, day.api.ledger.entries)
    assert ["checking_started", "checked", "worker_stopped"] == [line["event"] for line in told]
    assert {"pending": 1, "invalid": 1} == await day.statuses()


async def test_checking_never_ends_by_itself(day: Day, tmp_path: Path) -> None:
    """A drain of checks is refused as wrong usage."""
    arguments = ("worker", "--check-only", "--drain")
    async with command(*arguments, home=tmp_path, environ=day.environ) as worker:
        code, _, [line] = await worker.end()

    assert 2 == code
    assert "exclude each other" in line


async def test_hostile_rows(day: Day, tmp_path: Path) -> None:
    """Rows made to hurt end invalid; the worker lives and sends, and its checker's memory is bounded."""
    hostile = {
        "deep": "[" * 1_100 + "]" * 1_100,
        "deeper": "[" * 12_000 + "]" * 12_000,
        "wide": "[" + "{}," * 2_500_000 + "{}]",
        "huge": "[" + "1e100000," * 1_000 + "1]",
        "tiny": "[" + "1e-16000," * 500 + "1]",
    }
    text = orjson.dumps(example(1)).decode()[:-1]
    async with command("worker", home=tmp_path, environ=day.environ) as worker:
        for field in hostile.values():
            await day.connection.execute(
                "INSERT INTO flowgroup.jobs (payload, run_after)"
                " VALUES ($1::text::jsonb, now() + interval '1 hour')",
                f'{text}, "X": {field}}}',
            )
        bidi = example(1)
        bidi["FlowFileInfos"][0]["FlowApprovers"][0]["Name"] = "\u202e\u2066name"
        await day.insert(bidi)
        many = example(1)
        signers = many["FlowFileInfos"][0]["FlowApprovers"][:1] * 50
        flow = many["FlowFileInfos"][0] | {"FlowApprovers": signers}
        await day.insert(many | {"FlowFileInfos": [flow] * 50})
        checker = await day.checker_of(worker.process.pid)
        await day.checked()
        peak = _peak(checker)
        await day.insert(example(1), hours=0)
        await day.api.ledger.arrivals(1)
        worker.process.send_signal(signal.SIGTERM)
        code, _, _ = await worker.end()

    assert 0 == code
    assert {"invalid": len(hostile) + 2, "succeeded": 1} == await day.statuses()
    assert "hidden_characters" in await day.rules()
    assert peak < BOUND


def _peak(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text("ascii")
    [line] = [line for line in status.splitlines() if line.startswith("VmHWM")]
    return int(line.split()[1])


async def test_the_check_costs_no_slot(day: Day, database_url: str, tmp_path: Path) -> None:
    """A worker at its limit loses no more slots while 20,000 new rows are checked than with as many that were."""
    await day.insert(example(1), 1_500, hours=0)
    lost: dict[bool, int] = {}
    async with command("worker", home=tmp_path, environ=day.environ):
        await day.api.ledger.arrivals(60)
        await day.checked()
        for checked in (True, False):
            inserting = asyncio.create_task(day.insert(example(1), 20_000, checked=checked))
            lost[checked] = await _lost(database_url, SECONDS)
            await inserting
        await day.checked()

    assert lost[False] <= 2 * lost[True] + ALLOWED * SECONDS
    assert {"pending", "succeeded"} <= set(await day.statuses())


async def _lost(url: str, seconds: float) -> int:
    connection = await asyncpg.connect(url)
    try:
        before: int = await connection.fetchval(LOST)
        await asyncio.sleep(seconds)
        after: int = await connection.fetchval(LOST)
    finally:
        await connection.close()
    return after - before
