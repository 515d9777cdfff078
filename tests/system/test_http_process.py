"""`FLOWGROUP_HTTP` as people use it: beside a worker, and only as long as that works."""

import asyncio
import signal
import socket
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import asyncpg
import orjson
import pytest

from tests.support.commands import command, work_environ
from tests.support.emulated import example
from tests.support.web import of, parsed
from worker.attempt import ACTION
from worker.emulator import Emulator, EmulatorConfig

pytestmark = [pytest.mark.system, pytest.mark.timeout(100)]
INSERT = "INSERT INTO flowgroup.jobs (payload) SELECT $1::text::jsonb FROM generate_series(1, $2)"
SUCCEEDED = "SELECT count(*) FROM flowgroup.jobs WHERE status = 'succeeded'"
CANARY = "李四13912345678"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


@dataclass
class Served:
    """A worker's surroundings, and a client of its pages."""

    connection: asyncpg.Connection
    api: Emulator
    session: aiohttp.ClientSession
    environ: Mapping[str, str]

    async def insert(self, rows: int) -> None:
        """Enqueue copies of example 1 that name somebody."""
        body = {**example(1), "FlowGroupName": CANARY}
        await self.connection.execute(INSERT, orjson.dumps(body).decode(), rows)

    async def succeeded(self, rows: int) -> None:
        """Wait until the tables say that so many rows are over."""
        while True:
            if rows == await self.connection.fetchval(SUCCEEDED):
                return
            await asyncio.sleep(0.1)

    async def get(self, path: str) -> tuple[int, str]:
        """Return status and text, as soon as somebody listens."""
        while True:
            try:
                async with self.session.get(
                    f"http://{self.environ['FLOWGROUP_HTTP']}{path}"
                ) as reply:
                    return reply.status, await reply.text()
            except aiohttp.ClientConnectionError:
                await asyncio.sleep(0.05)


@pytest.fixture
async def served(database_url: str) -> AsyncIterator[Served]:
    """Yield a fresh database, an emulator, and the address that a worker is to serve on."""
    connection = await asyncpg.connect(database_url)
    try:
        async with (
            Emulator(EmulatorConfig(limit=0)) as api,
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(20)) as session,
        ):
            environ = {
                **work_environ(database_url, api),
                "FLOWGROUP_RATE_LIMIT": "100",
                "FLOWGROUP_HTTP": f"127.0.0.1:{free_port()}",
            }
            yield Served(connection, api, session, environ)
    finally:
        await connection.close()


async def test_a_worker_tells_what_it_does(served: Served, tmp_path: Path) -> None:
    """While it sends, its metrics follow the ledger, it is ready, and names no one; it ends as ever."""
    await served.insert(50)
    async with command("worker", home=tmp_path, environ=served.environ) as worker:
        await served.succeeded(50)
        status, text = await served.get("/metrics")
        ready, _ = await served.get("/readyz")
        worker.process.send_signal(signal.SIGTERM)
        code, _, err = await worker.end()

    samples = parsed(text)
    assert (200, 200, 0) == (status, ready, code)
    assert 50 == of(samples, "flowgroup_api_requests_total", action=ACTION, code_class="ok")
    assert 1 == of(samples, "flowgroup_workers")
    assert [] == [word for word in (CANARY, *served.api.key) if word in text + "".join(err)]


async def test_who_only_checks_serves_too(served: Served, tmp_path: Path) -> None:
    """`worker --check-only` tells its health and the tables' figures, without credentials."""
    environ = {name: v for name, v in served.environ.items() if not name.startswith("TENCENT")}
    await served.insert(3)
    async with command("worker", "--check-only", home=tmp_path, environ=environ) as worker:
        ready, _ = await served.get("/readyz")
        _, text = await served.get("/metrics")
        worker.process.send_signal(signal.SIGTERM)
        code, _, _ = await worker.end()

    assert (200, 0) == (ready, code)
    assert 3 == of(parsed(text), "flowgroup_jobs", status="pending")


@pytest.mark.parametrize(
    ("address", "code", "words"),
    [
        ("0.0.0.0:9464", 2, "FLOWGROUP_HTTP_TOKEN is not set"),
        ("9464", 2, "it needs the form host:port"),
        ("192.0.2.1:9464", 1, "cannot be listened on"),
    ],
)
async def test_what_cannot_be_served_is_one_line(
    served: Served, tmp_path: Path, address: str, code: int, words: str
) -> None:
    """An open door, a mistyped or a foreign address: the worker does not start, and says why; nothing is sent."""
    await served.insert(1)
    token = {"FLOWGROUP_HTTP_TOKEN": "t"} if address.startswith("192") else {}
    environ = {**served.environ, "FLOWGROUP_HTTP": address, **token}
    async with command("worker", "--drain", home=tmp_path, environ=environ) as worker:
        ended, out, err = await worker.end()

    assert (code, []) == (ended, out)
    [line] = err
    assert words in line
    assert [] == served.api.ledger.entries
