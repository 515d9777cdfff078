"""Puts a worker together and runs it: the only place that builds things."""

import asyncio
import os
import random
import socket
from collections.abc import Coroutine, Mapping
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy.ext.asyncio import AsyncEngine

from worker import events
from worker.bilingual import both
from worker.check.checker import Checker
from worker.clock import SystemClock
from worker.crew import Crew, Means
from worker.drain import drained
from worker.errors import DatabaseAwayError, SettingsError
from worker.files.cache import FileCache
from worker.files.content import Files
from worker.files.horizon import fresh
from worker.presence import Presence
from worker.records import Worker
from worker.report import Reporter
from worker.rescue import Rescue
from worker.roster import Roster
from worker.settings import Settings
from worker.skew import ClockGuard
from worker.spool import Spool
from worker.state_folder import StateFolder
from worker.store import Store
from worker.tencent.client import TencentClient
from worker.tencent.credentials import Credential
from worker.wake import REST, Wake
from worker.witness import Witness

ROSTER = 1.0
LAST_WRITE = 10.0


class WorkerApp:
    """One worker process: a crew per calling key, one writer of results, and what runs beside them.

    With `check` rows are checked as they arrive, by a process on the database that the settings name.
    """

    def __init__(
        self,
        settings: Settings,
        engine: AsyncEngine,
        *,
        environ: Mapping[str, str],
        home: Path,
        listener: events.Listener,
        check: bool = False,
    ) -> None:
        self._settings = settings
        self._check = check
        self._listener = listener
        self._clock = SystemClock()
        self._rng = random.Random()  # noqa: S311 - jitter, not cryptography
        self._store = Store(engine)
        self._wake = Wake(engine, listener, self._rng)
        self._client, self._file_client = _clients(settings)
        self._worker = self._identify()
        uploads = FileCache(self._store, self._worker.worker, fresh(settings.file_id_ttl))
        self._rescue = Rescue(self._store, uploads, listener)
        self._spool = Spool(settings.state_dir, self._worker.worker)
        self._folder = StateFolder(settings.state_dir, listener)
        self._reporter = Reporter(
            self._store, self._spool, self._clock, self._told, self._rng, folder=self._folder
        )
        self._guard = ClockGuard(self._client, self._store, self._clock)
        self._means: Means
        self._witness: Witness
        self._roster = Roster(
            self._store, self._crew, environ=environ, home=home, listener=listener
        )
        self._failure: BaseException | None = None

    @property
    def refuses(self) -> bool:
        """Whether it begins nothing: results could not be written, or it may send for nobody."""
        return not self._reporter.accepts or self._roster.shut

    async def run(self, stop: asyncio.Event, *, drain: bool = False) -> None:
        """Work until `stop` is set, or with `drain` until every row is final; then stop gracefully.

        Raises:
            DatabaseAwayError: the database does not answer at the start.
            PausedError: a drain met a pause that does not end by itself.
            FlowgroupError: a drain met rows that this worker may not send.
        """
        database = await self._store.identity()
        self._spool.belong_to(database)
        self._witness = await self._open_witness(database)
        self._means = self._shared()
        parts = self._store, self._roster, self._witness, self._folder
        presence = Presence(self._worker, *parts, self._listener)
        with self._spool:
            await self._work(stop, presence, drain=drain)
        if any(left := self._reporter.left):
            self._listener(events.LeftOnDisk(*left))
        self._listener(events.WorkerStopped(self._worker.worker))
        if self._failure is not None:
            raise self._failure

    async def _work(self, stop: asyncio.Event, presence: Presence, *, drain: bool) -> None:
        async with self._client, self._file_client, asyncio.TaskGroup() as group:
            await asyncio.gather(self._guard.compare(), presence.show())
            services = {
                name: group.create_task(self._watched(service, stop), name=name)
                for name, service in self._services(stop, presence, drain=drain).items()
            }
            self._listener(events.WorkerStarted(self._worker.worker, self._client.host))
            await self._serve(group, stop)
            await self._settle(services["report"])
            with suppress(DatabaseAwayError):
                await presence.leave()
            for service in services.values():
                service.cancel()

    def _identify(self) -> Worker:
        host, pid = socket.gethostname(), os.getpid()
        name = f"{host}:{pid}:{uuid4().hex[:6]}"
        rate_limit = self._settings.rate_limit
        return Worker(name, host, pid, version("flowgroup"), self._client.host, rate_limit)

    async def _open_witness(self, database: str) -> Witness:
        folder = self._settings.state_dir
        try:
            return await asyncio.to_thread(Witness, folder, database)
        except OSError as error:
            msg = both(
                f"FLOWGROUP_STATE_DIR {folder} cannot be written ({error.strerror}): "
                "make room, mend its rights, or name another.",
                f"FLOWGROUP_STATE_DIR {folder} 无法写入（{error.strerror}）：请腾出空间、修正权限或另指定一个。",
            )
            raise SettingsError(msg) from None

    def _told(self, event: events.Event) -> None:
        """Pass an event on; a row that waits again may be due before the next look of those who serve its account."""
        if isinstance(event, events.Finished) and event.status == "pending":
            for crew in self._roster.crews:
                if event.account in crew.dispatcher.accounts:
                    crew.bell.ring()
        self._listener(event)

    def _services(
        self, stop: asyncio.Event, presence: Presence, *, drain: bool
    ) -> dict[str, Coroutine[Any, Any, None]]:
        services = {
            "listen": self._wake.run(),
            "report": self._reporter.run(),
            "rescue": self._rescue.run(),
            "clocks": self._guard.run(),
            "presence": presence.run(),
        }
        if drain:
            services["drain"] = self._drain(stop)
        if self._check:
            services["check"] = Checker(
                self._settings,
                self._worker.worker,
                store=self._store,
                wake=self._wake,
                listener=self._listener,
            ).run()
        return services

    async def _watched(self, service: Coroutine[Any, Any, None], stop: asyncio.Event) -> None:
        """Run a service; its failure stops the worker loudly, but only after the calls on the wire."""
        try:
            await service
        except Exception as error:  # noqa: BLE001 - kept, and raised when nothing is on the wire any more
            self._failure = error
            stop.set()
            self._wake.ring(loud=True)

    async def _serve(self, group: asyncio.TaskGroup, stop: asyncio.Event) -> None:
        """Keep a crew per key running for the accounts that have jobs."""
        running: list[asyncio.Task[None]] = []
        stopping = asyncio.create_task(stop.wait(), name="stop")
        while not stop.is_set():
            heard = self._wake.rings
            try:
                async for crew in self._roster.refresh():
                    for name, part in ("dispatch", crew.dispatcher), ("prepare", crew.preparer):
                        task = group.create_task(self._watched(part.run(stop), stop), name=name)
                        running.append(task)
            except DatabaseAwayError as error:
                self._listener(events.DatabaseAway("roster", error.kind, error.sqlstate))
            ringing = asyncio.create_task(self._wake.wait(ROSTER, heard, rest=REST), name="roster")
            await asyncio.wait({stopping, ringing}, return_when="FIRST_COMPLETED")
            ringing.cancel()
        self._wake.ring(loud=True)
        if running:
            await asyncio.wait(running)

    def _crew(self, credential: Credential) -> Crew:
        return self._means.crew(credential)

    def _shared(self) -> Means:
        return Means(
            settings=self._settings,
            worker=self._worker.worker,
            store=self._store,
            client=self._client,
            file_client=self._file_client,
            files=Files(self._settings.files_root),
            guard=self._guard,
            witness=self._witness,
            reporter=self._reporter,
            wake=self._wake,
            clock=self._clock,
            listener=self._listener,
            rng=self._rng,
        )

    async def _drain(self, stop: asyncio.Event) -> None:
        try:
            files = self._settings.files_root is not None
            await drained(self._store, self._reporter, lambda: self._roster.blocked, files=files)
        finally:
            stop.set()

    async def _settle(self, reporter: asyncio.Task[None]) -> None:
        """See every result in the database; while that is away, at least on the disk."""
        for settled, patience in (
            (self._reporter.written(), LAST_WRITE),
            (self._reporter.safe(), None),
        ):
            waiting = asyncio.create_task(settled, name="settle")
            await asyncio.wait({waiting, reporter}, timeout=patience, return_when="FIRST_COMPLETED")
            waiting.cancel()


def _clients(settings: Settings) -> tuple[TencentClient, TencentClient]:
    """Return those of the API's host and of the file host."""
    timeout = settings.request_timeout
    api = TencentClient(
        settings.endpoint, request_timeout=timeout, concurrency=settings.concurrency
    )
    return api, TencentClient(settings.file_endpoint, request_timeout=timeout, grace=0)
