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
from worker.attempt import ACTION, Caller
from worker.clock import SystemClock
from worker.dispatch import Dispatcher, Identity
from worker.drain import drained
from worker.errors import DatabaseAwayError
from worker.gate import Gatekeeper
from worker.records import SlotKey, Worker
from worker.report import Reporter
from worker.rescue import Rescue
from worker.settings import Settings
from worker.skew import ClockGuard
from worker.spool import Spool
from worker.store import Store
from worker.tencent.client import TencentClient
from worker.tencent.credentials import Credential, CredentialError, load
from worker.throttle import Throttle
from worker.wake import Wake
from worker.witness import Witness

HEARTBEAT = 5.0
ROSTER = 1.0
LAST_WRITE = 10.0


class WorkerApp:
    """One worker process: a dispatcher per calling key, one writer of results, and what runs beside them."""

    def __init__(
        self,
        settings: Settings,
        engine: AsyncEngine,
        *,
        environ: Mapping[str, str],
        home: Path,
        listener: events.Listener,
    ) -> None:
        self._settings = settings
        self._environ = environ
        self._home = home
        self._listener = listener
        self._clock = SystemClock()
        self._rng = random.Random()  # noqa: S311 - jitter, not cryptography
        self._store = Store(engine)
        self._wake = Wake(engine, listener, self._rng)
        self._rescue = Rescue(self._store, listener)
        self._client = TencentClient(
            settings.endpoint,
            request_timeout=settings.request_timeout,
            concurrency=settings.concurrency,
        )
        host, pid = socket.gethostname(), os.getpid()
        self._worker = Worker(
            f"{host}:{pid}:{uuid4().hex[:6]}",
            host,
            pid,
            version("flowgroup"),
            self._client.host,
            settings.rate_limit,
        )
        self._spool = Spool(settings.state_dir, self._worker.worker)
        self._reporter = Reporter(self._store, self._spool, self._clock, self._told, self._rng)
        self._witness: Witness
        self._guard = ClockGuard(self._client, self._store, self._clock)
        self._dispatchers: dict[str, Dispatcher] = {}
        self._served: set[str] = set()
        self._refused: dict[str, str] = {}
        self._failure: BaseException | None = None

    async def run(self, stop: asyncio.Event, *, drain: bool = False) -> None:
        """Work until `stop` is set, or with `drain` until every row is final; then stop gracefully.

        Raises:
            DatabaseAwayError: the database does not answer at the start.
            PausedError: a drain met a pause that does not end by itself.
            FlowgroupError: a drain met rows that this worker may not send.
        """
        database = await self._store.identity()
        self._spool.belong_to(database)
        self._witness = await asyncio.to_thread(Witness, self._settings.state_dir, database)
        async with self._client, asyncio.TaskGroup() as group:
            await asyncio.gather(self._guard.compare(), self._join())
            services = {
                name: group.create_task(self._watched(service, stop), name=name)
                for name, service in self._services(stop, drain=drain).items()
            }
            self._listener(events.WorkerStarted(self._worker.worker, self._client.host))
            await self._serve(group, stop)
            await self._finish(services["report"])
            for service in services.values():
                service.cancel()
        self._listener(events.WorkerStopped(self._worker.worker))
        if self._failure is not None:
            raise self._failure

    def _told(self, event: events.Event) -> None:
        """Pass an event on; a row that waits again may be due before the next look."""
        if isinstance(event, events.Finished) and event.status == "pending":
            self._wake.ring()
        self._listener(event)

    def _services(
        self, stop: asyncio.Event, *, drain: bool
    ) -> dict[str, Coroutine[Any, Any, None]]:
        services = {
            "listen": self._wake.run(),
            "report": self._reporter.run(),
            "rescue": self._rescue.run(),
            "clocks": self._guard.run(),
            "heartbeat": self._beat(),
        }
        if drain:
            services["drain"] = self._drain(stop)
        return services

    async def _watched(self, service: Coroutine[Any, Any, None], stop: asyncio.Event) -> None:
        """Run a service; its failure stops the worker loudly, but only after the calls on the wire."""
        try:
            await service
        except Exception as error:  # noqa: BLE001 - kept, and raised when nothing is on the wire any more
            self._failure = error
            stop.set()
            self._wake.ring()

    async def _serve(self, group: asyncio.TaskGroup, stop: asyncio.Event) -> None:
        """Keep a dispatcher per key running for the accounts that have jobs."""
        running: list[asyncio.Task[None]] = []
        stopping = asyncio.create_task(stop.wait(), name="stop")
        while not stop.is_set():
            try:
                running += [
                    group.create_task(dispatcher.run(stop), name="dispatch")
                    for dispatcher in await self._new_dispatchers()
                ]
            except DatabaseAwayError as error:
                self._listener(events.DatabaseAway("roster", error.kind, error.sqlstate))
            await asyncio.wait({stopping}, timeout=ROSTER)
        self._wake.ring()
        if running:
            await asyncio.wait(running)

    async def _new_dispatchers(self) -> list[Dispatcher]:
        new: list[Dispatcher] = []
        for account in await self._store.accounts():
            if account in self._served:
                continue
            credential = await self._credential(account)
            if credential is None:
                continue
            self._served.add(account)
            dispatcher = self._dispatchers.get(credential.key_fingerprint)
            if dispatcher is None:
                dispatcher = self._dispatcher(credential)
                await dispatcher.throttle.steer()
                self._dispatchers[credential.key_fingerprint] = dispatcher
                new.append(dispatcher)
            dispatcher.accounts.append(account)
        return new

    async def _credential(self, account: str) -> Credential | None:
        try:
            credential = load(account, self._environ, self._home)
            reason = f"No credentials for account {account}: add section [{account}] to ~/.tencentcloud/credentials."
        except CredentialError as error:
            credential, reason = None, str(error)
        if credential is not None:
            if await self._store.lift_pause(account, "Worker.NoCredentials"):
                self._listener(events.AccountResumed(account))
        elif self._refused.get(account) != reason:
            self._refused[account] = reason
            await self._store.pause_account(account, "Worker.NoCredentials", reason, None, None)
            self._listener(events.AccountPaused(account, "Worker.NoCredentials", reason))
        return credential

    def _dispatcher(self, credential: Credential) -> Dispatcher:
        fingerprint = credential.key_fingerprint
        slot = SlotKey(fingerprint, credential.region or "", ACTION)
        throttle = Throttle(self._store, self._clock, slot, self._settings.rate_limit)
        gatekeeper = Gatekeeper(
            self._settings,
            store=self._store,
            slot=slot,
            host=self._client.host,
            guard=self._guard,
            witness=self._witness,
            listener=self._listener,
        )
        caller = Caller(
            self._settings,
            client=self._client,
            credential=credential,
            throttle=throttle,
            gatekeeper=gatekeeper,
            reporter=self._reporter,
            clock=self._clock,
            listener=self._listener,
            rng=self._rng,
        )
        identity = Identity(
            self._worker.worker,
            fingerprint,
            self._client.host,
            self._settings.lease,
            self._settings.concurrency,
        )
        return Dispatcher(
            identity,
            store=self._store,
            throttle=throttle,
            gatekeeper=gatekeeper,
            caller=caller,
            reporter=self._reporter,
            witness=self._witness,
            wake=self._wake,
            clock=self._clock,
            listener=self._listener,
        )

    async def _beat(self) -> None:
        while True:
            try:
                await self._join()
                for dispatcher in list(self._dispatchers.values()):
                    await dispatcher.throttle.steer()
            except DatabaseAwayError as error:
                self._listener(events.DatabaseAway("heartbeat", error.kind, error.sqlstate))
            await asyncio.sleep(HEARTBEAT)

    async def _join(self) -> None:
        in_flight = sum(dispatcher.in_flight for dispatcher in self._dispatchers.values())
        blocked = [
            reason
            for dispatcher in self._dispatchers.values()
            for reason in dispatcher.gatekeeper.blocked.values()
        ]
        await self._store.heartbeat(self._worker, in_flight, " ".join(blocked) or None)
        sight = await self._store.witness(self._witness.remembered)
        if sight is not None:
            await asyncio.to_thread(self._witness.remember, sight)

    async def _drain(self, stop: asyncio.Event) -> None:
        try:
            await drained(self._store, self._reporter, self._blocked)
        finally:
            stop.set()

    def _blocked(self) -> str | None:
        for dispatcher in self._dispatchers.values():
            for reason in dispatcher.gatekeeper.blocked.values():
                return reason
        return None

    async def _finish(self, reporter: asyncio.Task[None]) -> None:
        """See every result in the database; while that is away, at least on the disk."""
        for settled, patience in (
            (self._reporter.written(), LAST_WRITE),
            (self._reporter.safe(), None),
        ):
            waiting = asyncio.create_task(settled, name="settle")
            await asyncio.wait({waiting, reporter}, timeout=patience, return_when="FIRST_COMPLETED")
            waiting.cancel()
        with suppress(DatabaseAwayError):
            await self._join()
            await self._store.leave(self._worker.worker)
