"""Builds who serves the accounts of one calling key: one sends, one makes files ready."""

from dataclasses import dataclass
from random import Random

from worker import events
from worker.attempt import ACTION, Caller
from worker.clock import Clock
from worker.dispatch import Dispatcher, Identity
from worker.files.content import Files
from worker.files.uploader import Uploader
from worker.gate import Gatekeeper
from worker.prepare import Preparer
from worker.records import SlotKey
from worker.report import Reporter
from worker.settings import Settings
from worker.skew import ClockGuard
from worker.store import Store
from worker.tencent.client import TencentClient
from worker.tencent.credentials import Credential
from worker.tencent.upload import ACTION as UPLOAD
from worker.throttle import Throttle
from worker.wake import Bell, Wake
from worker.witness import Witness


@dataclass(frozen=True, slots=True)
class Crew:
    """Who serves the accounts of one calling key; `bell` wakes both."""

    dispatcher: Dispatcher
    preparer: Preparer
    bell: Bell


@dataclass(frozen=True, slots=True)
class Means:
    """What all crews of a worker share; `client` is of the API's host, `file_client` of the file host."""

    settings: Settings
    worker: str
    store: Store
    client: TencentClient
    file_client: TencentClient
    files: Files
    guard: ClockGuard
    witness: Witness
    reporter: Reporter
    wake: Wake
    clock: Clock
    listener: events.Listener
    rng: Random

    def crew(self, credential: Credential) -> Crew:
        """Build the crew of a key."""
        throttle = self._throttle(credential, ACTION)
        gatekeeper = Gatekeeper(
            self.settings,
            store=self.store,
            slot=throttle.key,
            host=self.client.host,
            guard=self.guard,
            witness=self.witness,
            listener=self.listener,
        )
        uploader = self._uploader(credential)
        caller = self._caller(credential, throttle, gatekeeper, uploader)
        bell = self.wake.bell()
        dispatcher = self._dispatcher(credential, throttle, gatekeeper, caller, bell)
        preparer = Preparer(
            self.settings,
            dispatcher.accounts,
            store=self.store,
            uploader=uploader,
            gatekeeper=gatekeeper,
            wake=bell,
            clock=self.clock,
            listener=self.listener,
            rng=self.rng,
        )
        return Crew(dispatcher, preparer, bell)

    def _throttle(self, credential: Credential, action: str) -> Throttle:
        key = SlotKey(credential.key_fingerprint, credential.region or "", action)
        return Throttle(self.store, self.clock, key, self.settings.rate_limit, self.rng)

    def _dispatcher(
        self,
        credential: Credential,
        throttle: Throttle,
        gatekeeper: Gatekeeper,
        caller: Caller,
        bell: Bell,
    ) -> Dispatcher:
        identity = Identity(
            self.worker,
            credential.key_fingerprint,
            self.client.host,
            self.settings.lease,
            self.settings.concurrency,
        )
        return Dispatcher(
            identity,
            store=self.store,
            throttle=throttle,
            gatekeeper=gatekeeper,
            caller=caller,
            reporter=self.reporter,
            witness=self.witness,
            wake=bell,
            clock=self.clock,
            listener=self.listener,
        )

    def _uploader(self, credential: Credential) -> Uploader:
        return Uploader(
            self.settings,
            store=self.store,
            worker=self.worker,
            files=self.files,
            client=self.file_client,
            credential=credential,
            throttle=self._throttle(credential, UPLOAD),
            clock=self.clock,
            listener=self.listener,
            rng=self.rng,
        )

    def _caller(
        self,
        credential: Credential,
        throttle: Throttle,
        gatekeeper: Gatekeeper,
        uploader: Uploader,
    ) -> Caller:
        return Caller(
            self.settings,
            client=self.client,
            credential=credential,
            throttle=throttle,
            gatekeeper=gatekeeper,
            forget=uploader.forget,
            reporter=self.reporter,
            clock=self.clock,
            listener=self.listener,
            rng=self.rng,
        )
