"""Runs a peer beside a receiver and says how fast its jobs arrived there."""

import asyncio
from pathlib import Path

from tests.bench.arithmetic import rate
from tests.bench.peers.environment import peers_python
from tests.bench.place import Place
from tests.support.databases import create_database, drop_database, with_database
from tests.support.programs import clean_environ, program

PEERS = ("pgqueuer", "oban", "procrastinate")
_PATIENCE = 600.0  # s


class PeerFailedError(Exception):
    """A peer did not send each job's call exactly once."""


async def run_peer(name: str, here: Place, server_url: str, jobs: int) -> tuple[float, str]:
    """Return jobs a second at the receiver, and what the peer says of itself.

    Raises:
        PeerFailedError: calls are missing, or came twice.
    """
    python = await asyncio.to_thread(peers_python)
    database = await create_database(server_url, "peer")
    url = with_database(server_url, database)
    try:
        await _script(python, name, here, "enqueue", url, str(jobs))
        await here.settle(url)
        before = len(await here.arrivals())
        said = await _script(python, name, here, "work", url, here.api.url, str(jobs))
        calls = (await here.arrivals())[before:]
    finally:
        await drop_database(server_url, database)
    different = len({call.group_name for call in calls})
    if (jobs, jobs) != (len(calls), different):
        message = f"{name}: {len(calls)} calls of {different} jobs, not {jobs}"
        raise PeerFailedError(message)
    return rate([call.at for call in calls]), said.partition("\n")[0]


async def _script(python: Path, name: str, here: Place, *arguments: str) -> str:
    environ = clean_environ(here.folder, PYTHONPATH=str(Path(__file__).parents[3]))
    command = (str(python), "-m", f"tests.bench.peers.run_{name}")
    async with program(*arguments, environ=environ, command=command) as process:
        async with asyncio.timeout(_PATIENCE):
            output, _ = await process.communicate()
    return output.decode()
