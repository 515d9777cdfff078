"""procrastinate as a peer: 100 jobs at once, drained by `wait=False`.

A worker of it fetches one job after the other, so ten of them share the process; the body is a text, so that the
copies which its log records make of the arguments stay cheap.
"""

import asyncio
import json
import logging
from collections.abc import Mapping

import orjson
from procrastinate import App, PsycopgConnector
from psycopg import AsyncConnection

from tests.bench.call import AT_ONCE, Sender, example
from tests.bench.peers.peer import main

_POOL = 20
_WORKERS = 5
_ENQUEUE = """INSERT INTO procrastinate_jobs (queue_name, task_name, args)
SELECT 'default', 'call', jsonb_build_object(
    'body', jsonb_set(%s::jsonb, '{FlowGroupName}', to_jsonb('group_' || n))::text)
FROM generate_series(1, %s) AS n"""


class ProcrastinatePeer:
    """The queue with the fastest JSON that its connector takes."""

    name = "procrastinate"
    settings: Mapping[str, object] = {
        "workers": _WORKERS,
        "concurrency": AT_ONCE // _WORKERS,
        "pool": _POOL,
        "json_loads": "orjson",
        "delete_jobs": "never (default)",
    }

    async def enqueue(self, url: str, jobs: int) -> None:
        """Insert the rows that its own defer would insert one by one."""
        app = _app(url)
        async with app.open_async():
            await app.schema_manager.apply_schema_async()
        async with await AsyncConnection.connect(url, autocommit=True) as connection:
            await connection.execute(_ENQUEUE, (json.dumps(example()), jobs))

    async def work(self, url: str, sender: Sender, jobs: int) -> None:
        """Run until no job is left."""
        del jobs

        async def call(body: str) -> None:
            await sender.send_raw(body.encode())

        app = _app(url)
        app.task(name="call")(call)
        async with app.open_async():
            await asyncio.gather(*(_worker(app) for _ in range(_WORKERS)))


async def _worker(app: App) -> None:
    await app.run_worker_async(
        concurrency=AT_ONCE // _WORKERS, wait=False, install_signal_handlers=False
    )


def _app(url: str) -> App:
    connector = PsycopgConnector(
        conninfo=url, min_size=_POOL, max_size=_POOL, json_loads=orjson.loads
    )
    return App(connector=connector)


if __name__ == "__main__":
    logging.getLogger("procrastinate").setLevel(logging.ERROR)
    main(ProcrastinatePeer())
