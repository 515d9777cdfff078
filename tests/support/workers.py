"""A worker in this process, the API that it calls, and the rows as they stand: waited on by events."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import asyncpg
import orjson

from tests.support.emulated import example
from worker.app import WorkerApp
from worker.database import WORKER_SESSION, make_engine
from worker.emulator import Emulator, EmulatorConfig, KeyPair
from worker.events import Event, Finished
from worker.settings import Settings

QUICK: Mapping[str, Any] = {"rate_limit": 500, "retry_base": 0.01, "retry_max": 0.02}
"""Settings that make a test quick and change no rule."""

_LISTENING = """SELECT count(*) FROM pg_stat_activity
                WHERE datname = current_database() AND query LIKE 'LISTEN%'"""
E = TypeVar("E")


class Seen:
    """Keeps every event, and lets a test wait for one."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self._changed = asyncio.Event()

    def __call__(self, event: Event) -> None:
        """Take an event."""
        self.events.append(event)
        self._changed.set()

    def of(self, kind: type[E]) -> list[E]:
        """List the events of a kind."""
        return [event for event in self.events if isinstance(event, kind)]

    async def wait_for(self, kind: type[E], fits: Callable[[E], bool] = lambda _: True) -> E:
        """Return the first event of a kind that fits, also if it came already."""
        while True:
            self._changed.clear()
            for event in self.of(kind):
                if fits(event):
                    return event
            await self._changed.wait()

    async def status(self, job_id: int, status: str) -> Finished:
        """Wait until a report other than that of a missed slot has brought the job to a status."""

        def fits(event: Finished) -> bool:
            missed = event.error_code == "Worker.SlotMissed"
            return (event.job_id, event.status) == (job_id, status) and not missed

        return await self.wait_for(Finished, fits)

    async def over(self, job_ids: Iterable[int]) -> None:
        """Wait until each of the jobs has come to an end, whichever."""
        for job_id in job_ids:
            await self.wait_for(Finished, partial(_over, job_id))

    async def count(self, kind: type[E], n: int) -> None:
        """Wait until there are n events of a kind."""
        while len(self.of(kind)) < n:
            self._changed.clear()
            await self._changed.wait()


def _over(job_id: int, event: Finished) -> bool:
    return event.job_id == job_id and event.status not in {None, "pending"}


@dataclass
class Running:
    """A started worker."""

    task: asyncio.Task[None]
    stop: asyncio.Event
    seen: Seen

    async def end(self) -> None:
        """Stop it gracefully, and raise what it failed with."""
        self.stop.set()
        await self.task


@dataclass
class Site:
    """A database, an emulator, and workers that serve the one from the other."""

    url: str
    home: Path
    api: Emulator
    connection: asyncpg.Connection
    workers: list[Running] = field(default_factory=list)

    @property
    def environ(self) -> dict[str, str]:
        """Tell the credentials of the account `default` as the environment holds them."""
        return environ_of(self.api.key)

    def profile(self, account: str, key: KeyPair) -> None:
        """Write a section of the profile file."""
        path = self.home / ".tencentcloud" / "credentials"
        path.parent.mkdir(exist_ok=True)
        section = f"[{account}]\nsecret_id={key.secret_id}\nsecret_key={key.secret_key}\n"
        with path.open("a") as file:
            file.write(section)

    def start(
        self, *, drain: bool = False, environ: Mapping[str, str] | None = None, **settings: object
    ) -> Running:
        """Start a worker; settings are fields of Settings."""
        stop, seen = asyncio.Event(), Seen()
        chosen: dict[str, Any] = {"endpoint": self.api.url, "state_dir": self.home, **QUICK}
        made = Settings(**{**chosen, **settings})
        known = self.environ if environ is None else environ
        task = asyncio.create_task(self._run(made, known, stop, seen, drain=drain), name="worker")
        running = Running(task, stop, seen)
        self.workers.append(running)
        return running

    async def _run(
        self,
        settings: Settings,
        environ: Mapping[str, str],
        stop: asyncio.Event,
        seen: Seen,
        *,
        drain: bool,
    ) -> None:
        engine = make_engine(self.url, session=WORKER_SESSION)
        try:
            app = WorkerApp(settings, engine, environ=environ, home=self.home, listener=seen)
            await app.run(stop, drain=drain)
        finally:
            await engine.dispose()

    async def insert(self, body: object = None, **columns: object) -> int:
        """Insert one row as an enqueuer does (example 1 by default); return its id."""
        row = {"payload": orjson.dumps(example(1) if body is None else body).decode(), **columns}
        marks = ", ".join(f"${i}" for i in range(1, len(row) + 1))
        sql = f"INSERT INTO flowgroup.jobs ({', '.join(row)}) VALUES ({marks}) RETURNING id"  # noqa: S608  names come from the test
        job_id: int = await self.connection.fetchval(sql, *row.values())
        return job_id

    async def listening(self) -> None:
        """Wait until a worker hears what the database rings."""
        async with asyncio.timeout(10):
            while not await self.connection.fetchval(_LISTENING):
                pass

    async def job(self, job_id: int) -> asyncpg.Record:
        """Read a row."""
        return await self.connection.fetchrow("SELECT * FROM flowgroup.jobs WHERE id = $1", job_id)

    async def attempts(self, job_id: int) -> list[asyncpg.Record]:
        """Read a row's attempts in order."""
        sql = "SELECT * FROM flowgroup.attempts WHERE job_id = $1 ORDER BY attempt_no"
        return list(await self.connection.fetch(sql, job_id))

    async def outcomes(self, job_id: int) -> list[tuple[str, str | None]]:
        """Read (outcome, error code) of a row's attempts in order; missed slots, a matter of luck, left out."""
        rows = await self.attempts(job_id)
        made = [(row["outcome"], row["error_code"]) for row in rows]
        return [one for one in made if one != ("not_sent", "Worker.SlotMissed")]

    async def account(self, account: str = "default") -> asyncpg.Record:
        """Read an account's row."""
        sql = "SELECT * FROM flowgroup.accounts WHERE account = $1"
        return await self.connection.fetchrow(sql, account)

    async def statuses(self) -> dict[str, int]:
        """Count the rows by status."""
        sql = "SELECT status, count(*) FROM flowgroup.jobs GROUP BY status"
        return {row["status"]: row["count"] for row in await self.connection.fetch(sql)}

    @property
    def created(self) -> int:
        """Count the groups that exist at the API."""
        return sum(entry.created for entry in self.api.ledger.entries)

    @property
    def calls(self) -> int:
        """Count the calls that arrived at the API."""
        return len(self.api.ledger.entries)


def environ_of(key: KeyPair) -> dict[str, str]:
    """Write a key as the environment holds it."""
    return {"TENCENTCLOUD_SECRET_ID": key.secret_id, "TENCENTCLOUD_SECRET_KEY": key.secret_key}


@asynccontextmanager
async def site(url: str, config: EmulatorConfig | None = None) -> AsyncIterator[Site]:
    """Run an emulator on a database; workers still running at the end are stopped."""
    connection = await asyncpg.connect(url)
    try:
        async with Emulator(config or EmulatorConfig(limit=0)) as api:
            place = Site(url, Path(os.environ["HOME"]), api, connection)
            try:
                yield place
            finally:
                api.gate.stop()
                for worker in place.workers:
                    worker.stop.set()
                    with suppress(Exception):
                        await worker.task
    finally:
        await connection.close()
