"""Files on disk, an API that takes them, and workers' uploaders between the two."""

import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import orjson

from tests.support.emulated import example
from tests.support.pdfs import ACCOUNT, Root
from tests.support.workers import Seen
from worker.clock import SystemClock
from worker.emulator import Emulator, Entry
from worker.files.content import Files
from worker.files.uploader import Uploader
from worker.records import SlotKey
from worker.settings import Settings
from worker.store import Store
from worker.tencent.client import TencentClient
from worker.tencent.credentials import Credential
from worker.tencent.upload import ACTION
from worker.throttle import Throttle


@dataclass
class Depot:
    """A files root, a database, and an emulator without a limit that checks FileIds."""

    root: Root
    api: Emulator
    store: Store
    seen: Seen

    @property
    def credential(self) -> Credential:
        """The key that the emulator knows."""
        return Credential(self.api.key.secret_id, self.api.key.secret_key)

    @asynccontextmanager
    async def uploader(
        self,
        worker: str = "worker-1",
        **settings: Any,  # noqa: ANN401 - fields of Settings
    ) -> AsyncIterator[Uploader]:
        """Run a worker's uploader."""
        quick = {"rate_limit": 500, "retry_base": 0.01, "retry_max": 0.02}
        chosen = Settings(**{"endpoint": self.api.url, **quick, **settings})
        clock = SystemClock()
        key = SlotKey(self.credential.key_fingerprint, "", ACTION)
        throttle = Throttle(self.store, clock, key, chosen.rate_limit, random.Random(2))
        async with (
            TencentClient(chosen.file_endpoint, request_timeout=30, grace=0) as client,
            Uploader(
                chosen,
                store=self.store,
                worker=worker,
                files=Files(self.root.path),
                client=client,
                credential=self.credential,
                throttle=throttle,
                clock=clock,
                listener=self.seen,
                rng=random.Random(1),
            ) as uploader,
        ):
            yield uploader

    def uploads(self) -> list[Entry]:
        """List the uploads that the API stored."""
        return [entry for entry in self.api.ledger.entries if entry.file_ids]


def body(*references: str) -> dict[str, Any]:
    """Return example 1 with one contract for each reference."""
    request = example(1)
    contract = request["FlowFileInfos"][0]
    request["FlowFileInfos"] = [contract | {"FileIds": [name]} for name in references]
    return request


def row(*references: str, account: str = ACCOUNT, **agent: str) -> tuple[str, bytes]:
    """Return what an uploader is asked with: an account, and the payload of contracts with these files."""
    request = body(*references)
    request["Agent"] |= agent
    return account, orjson.dumps(request)
