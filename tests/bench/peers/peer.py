"""What the peers' scripts share: `enqueue DATABASE JOBS`, then `work DATABASE API JOBS`.

Each script runs in an environment of its own (see environment.py). Its first line says version and settings.
"""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from importlib.metadata import version
from typing import Any, Protocol

from tests.bench.call import Sender

Runner = Callable[[Coroutine[Any, Any, None]], None]


class Peer(Protocol):
    """A queue that runs one signed call per job."""

    name: str
    settings: Mapping[str, object]

    async def enqueue(self, url: str, jobs: int) -> None:
        """Install the queue's own schema and enqueue the jobs."""

    async def work(self, url: str, sender: Sender, jobs: int) -> None:
        """Work off all jobs."""


def main(peer: Peer, run: Runner = asyncio.run) -> None:
    """Do as the command line says."""
    order, url, *rest = sys.argv[1:]
    if order == "enqueue":
        asyncio.run(peer.enqueue(url, int(rest[0])))
        return
    told = {**peer.settings, "loop": run.__module__.partition(".")[0]}
    sys.stdout.write(f"{peer.name} {version(peer.name)} {json.dumps(told)}\n")
    run(_work(peer, url, rest[0], int(rest[1])))


async def _work(peer: Peer, url: str, api: str, jobs: int) -> None:
    async with Sender(api) as sender:
        await peer.work(url, sender, jobs)


async def wait_for(sender: Sender, jobs: int, look: Callable[[], Awaitable[None]]) -> None:
    """Return when so many calls have been answered."""
    while True:
        if sender.sent >= jobs:
            return
        await look()
