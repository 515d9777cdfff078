"""oban-py as a peer: 100 jobs of one queue at once, fetched and acknowledged as they come free."""

import asyncio
import json
from collections.abc import Mapping

import uvloop
from oban import Oban, worker
from oban.job import Job
from oban.schema import install
from psycopg_pool import AsyncConnectionPool

from tests.bench.call import AT_ONCE, Sender, example
from tests.bench.peers.peer import main, wait_for

_POOL = 10
_ENQUEUE = """INSERT INTO oban_jobs (worker, args)
SELECT %s, jsonb_set(%s::jsonb, '{FlowGroupName}', to_jsonb('group_' || n))
FROM generate_series(1, %s) AS n"""


class CallWorker:
    """One job: one call."""

    sender: Sender

    async def process(self, job: Job) -> None:
        """Make it."""
        await self.sender.send(job.args)


class ObanPeer:
    """The queue, as its own command would run it."""

    name = "oban"
    settings: Mapping[str, object] = {"queues": {"default": AT_ONCE}, "pool": _POOL}

    async def enqueue(self, url: str, jobs: int) -> None:
        """Insert the rows that its own enqueue would insert one by one."""
        async with AsyncConnectionPool(url, min_size=1, max_size=2) as pool:
            await install(pool)
            async with pool.connection() as connection:
                name = f"{CallWorker.__module__}.{CallWorker.__qualname__}"
                await connection.execute(_ENQUEUE, (name, json.dumps(example()), jobs))

    async def work(self, url: str, sender: Sender, jobs: int) -> None:
        """Run until all calls are answered; the stop writes the last acknowledgements."""
        CallWorker.sender = sender
        worker()(CallWorker)
        async with (
            AsyncConnectionPool(url, min_size=_POOL, max_size=_POOL) as pool,
            Oban(pool=pool, queues={"default": AT_ONCE}),
        ):
            await wait_for(sender, jobs, lambda: asyncio.sleep(0.05))


if __name__ == "__main__":
    main(ObanPeer(), uvloop.run)
