"""`flowgroup worker` as people run it: a process, signals, exit codes, one line on stderr."""

import os
import signal
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import orjson
import pytest

from tests.support.commands import command, work_environ
from tests.support.databases import create_database, drop_database, with_database
from tests.support.emulated import example
from worker.emulator import Emulator, EmulatorConfig

pytestmark = [pytest.mark.system, pytest.mark.timeout(60)]


@dataclass
class Night:
    """A database with rows, and the API they are for."""

    connection: asyncpg.Connection
    api: Emulator
    environ: Mapping[str, str]

    async def insert(self, jobs: int) -> None:
        """Enqueue copies of example 1 by one statement."""
        sql = "INSERT INTO flowgroup.jobs (payload) SELECT $1::jsonb FROM generate_series(1, $2)"
        await self.connection.execute(sql, orjson.dumps(example(1)).decode(), jobs)

    async def counts(self) -> dict[str, int]:
        """Count rows by status."""
        sql = "SELECT status, count(*) FROM flowgroup.jobs GROUP BY status"
        return dict(await self.connection.fetch(sql))


@pytest.fixture
async def night(database_url: str) -> AsyncIterator[Night]:
    """Yield a fresh database, and an emulator that knows the worker's key."""
    connection = await asyncpg.connect(database_url)
    try:
        async with Emulator(EmulatorConfig(limit=0)) as api:
            environ = work_environ(database_url, api) | {"FLOWGROUP_RATE_LIMIT": "200"}
            yield Night(connection, api, environ)
    finally:
        await connection.close()


async def test_a_drain_ends_0_and_its_last_line_counts(night: Night, tmp_path: Path) -> None:
    """When every row is final the worker ends by itself and says what came of them."""
    await night.insert(20)
    await night.connection.execute("INSERT INTO flowgroup.jobs (payload) VALUES ('{}')")

    async with command("worker", "--drain", home=tmp_path, environ=night.environ) as worker:
        code, out, err = await worker.end()

    assert (0, "succeeded 20, failed 0, invalid 1, in doubt 0") == (code, out[-1])
    assert 20 == sum(1 for line in err if orjson.loads(line).get("outcome") == "created")
    assert 20 == len(night.api.ledger.entries)


async def test_no_log_line_shows_a_payload_or_a_secret(night: Night, tmp_path: Path) -> None:
    """Names, mobile numbers and keys stay out of the log."""
    await night.insert(1)
    async with command("worker", "--drain", home=tmp_path, environ=night.environ) as worker:
        _, out, err = await worker.end()

    text = "\n".join(out + err)
    assert [] == [word for word in ("典子谦", "13200000000", *night.api.key) if word in text]


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_lets_the_calls_on_the_wire_finish(
    how: signal.Signals, night: Night, tmp_path: Path
) -> None:
    """The first signal is graceful: nothing new begins, what was sent is written, exit 0."""
    night.api.tuning.latency = 0.5
    await night.insert(500)
    async with command("worker", home=tmp_path, environ=night.environ) as worker:
        await night.api.ledger.arrivals(5)
        worker.process.send_signal(how)
        code, _, _ = await worker.end()

    sent = len(night.api.ledger.entries)
    assert 0 == code
    assert {"succeeded": sent, "pending": 500 - sent} == await night.counts()


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "calls in flight: 1; a worker that runs puts their rows in doubt within 120 s: 1"),
        ("zh-CN", "在途调用 1 个；运行中的工作进程会在 120 秒内将其行转为 in_doubt：1"),
    ],
)
async def test_a_second_signal_ends_at_once_and_says_what_it_leaves(
    lang: str, said: str, night: Night, tmp_path: Path
) -> None:
    """The second signal waits for nothing, and names the rows that it leaves in doubt."""
    night.api.faults.add("hang_after")
    await night.insert(1)
    environ = {**night.environ, "FLOWGROUP_LANG": lang}
    async with command("worker", home=tmp_path, environ=environ) as worker:
        await night.api.ledger.arrivals(1)
        worker.process.send_signal(signal.SIGTERM)
        worker.process.send_signal(signal.SIGINT)
        code, _, err = await worker.end()

    assert 1 == code
    assert err[-1].endswith(said)
    assert {"sending": 1} == await night.counts()


async def test_an_operators_pause_ends_a_drain_with_3(night: Night, tmp_path: Path) -> None:
    """A drain does not wait for a person: it ends 3, with the reason on one line."""
    await night.insert(3)
    await night.connection.execute("SELECT flowgroup.pause('default', NULL, 'audit')")

    async with command("worker", "--drain", home=tmp_path, environ=night.environ) as worker:
        code, out, err = await worker.end()

    assert (3, ["succeeded 0, failed 0, invalid 0, in doubt 0"]) == (code, out)
    since = await night.connection.fetchval("SELECT paused_since FROM flowgroup.accounts")
    told = f"paused since {since.astimezone():%Y-%m-%d %H:%M:%S %z}, until resume"
    assert f"flowgroup: Account default is {told}: Worker.OperatorPause: audit" == err[-1]
    assert [] == night.api.ledger.entries


async def test_a_foreign_endpoint_sends_nothing(night: Night, tmp_path: Path) -> None:
    """A database bound to another host is refused: exit 1, both hosts named, no call."""
    await night.insert(3)
    await night.connection.execute(
        "INSERT INTO flowgroup.binding (endpoint, database_identity) "
        "VALUES ('essbasic.tencentcloudapi.com', flowgroup.database_identity())"
    )

    async with command("worker", "--drain", home=tmp_path, environ=night.environ) as worker:
        code, _, err = await worker.end()

    assert 1 == code
    assert "bound to essbasic.tencentcloudapi.com" in err[-1]
    assert [] == night.api.ledger.entries


async def test_an_empty_database_is_told_to_migrate(
    server_url: str, night: Night, tmp_path: Path
) -> None:
    """A worker that finds no schema ends 1 and names the command that makes it."""
    name = await create_database(server_url, "empty")
    environ = {**night.environ, "FLOWGROUP_DATABASE_URL": with_database(server_url, name)}
    try:
        async with command("worker", home=tmp_path, environ=environ) as worker:
            code, out, err = await worker.end()
    finally:
        await drop_database(server_url, name)

    assert (1, []) == (code, out)
    assert ["flowgroup: The database has no flowgroup schema yet. Run: flowgroup migrate"] == err


async def test_an_emulator_on_a_taken_port_says_so(night: Night, tmp_path: Path) -> None:
    """A port in use is one line and exit 1."""
    port = night.api.url.rpartition(":")[2]

    async with command("emulator", "--port", port, home=tmp_path, environ={}) as emulator:
        code, out, err = await emulator.end()

    assert (1, []) == (code, out)
    assert [
        f"flowgroup: Port {port} is in use: end what listens there, or choose another --port."
    ] == err


async def test_an_emulator_hands_out_what_a_worker_needs(night: Night, tmp_path: Path) -> None:
    """The emulator's output is a worker's environment: the worker drains against it."""
    await night.insert(2)
    async with command("emulator", "--port", "0", home=tmp_path, environ={}) as emulator:
        await emulator.until("SECRET_KEY")
        exported = dict(line.removeprefix("export ").split("=", 1) for line in emulator.lines)
        environ = {**night.environ, **exported}
        async with command("worker", "--drain", home=tmp_path, environ=environ) as worker:
            code, out, _ = await worker.end()
        os.kill(emulator.process.pid, signal.SIGTERM)
        ended = (await emulator.end())[0]

    assert (0, 0, "succeeded 2, failed 0, invalid 0, in doubt 0") == (ended, code, out[-1])
