"""pgqueuer as a peer: batched dequeue, batched completion, drained by its own mode."""

import json
from collections.abc import Mapping

import asyncpg
import uvloop
from pgqueuer import AsyncpgPoolDriver, PgQueuer
from pgqueuer.domain.models import Job
from pgqueuer.domain.types import QueueExecutionMode
from pgqueuer.queries import Queries

from tests.bench.call import Sender, example
from tests.bench.peers.peer import main

_CHUNK = 1_000


class PgQueuerPeer:
    """The queue, as its own command would run it."""

    name = "pgqueuer"
    settings: Mapping[str, object] = {
        "driver": "AsyncpgPoolDriver",
        "pool": 10,
        "batch_size": 100,
        "max_concurrent_tasks": "none (100 connections)",
        "durability": "durable",
    }

    async def enqueue(self, url: str, jobs: int) -> None:
        """Use its own bulk call."""
        async with asyncpg.create_pool(url, min_size=2, max_size=10) as pool:
            queries = Queries(AsyncpgPoolDriver(pool))
            await queries.install()
            for first in range(0, jobs, _CHUNK):
                payloads = [_payload(number) for number in range(first, min(first + _CHUNK, jobs))]
                size = len(payloads)
                await queries.enqueue(["call"] * size, payloads, [0] * size)

    async def work(self, url: str, sender: Sender, jobs: int) -> None:
        """Send each payload as it is: the queue keeps bytes, so nothing need be written as JSON again."""
        del jobs

        async def call(job: Job) -> None:
            await sender.send_raw(job.payload or b"")

        async with asyncpg.create_pool(url, min_size=10, max_size=10) as pool:
            queue = PgQueuer(AsyncpgPoolDriver(pool))
            queue.entrypoint("call")(call)
            await queue.run(batch_size=100, mode=QueueExecutionMode.drain)


def _payload(number: int) -> bytes:
    return json.dumps({**example(), "FlowGroupName": f"group_{number}"}).encode()


if __name__ == "__main__":
    main(PgQueuerPeer(), uvloop.run)
