"""How long a worker's event loop keeps its slots waiting: at rest, with large files, with large bodies."""

import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import orjson

from tests.bench.arithmetic import percentile
from tests.bench.bench import Bench
from tests.bench.figure import Figure
from tests.bench.memory import LARGE, LARGE_SQL
from tests.bench.place import Place, Settings, place
from tests.support.pdfs import Root, make_root, pdf
from tests.support.programs import program, worker_environ

_FILES, _FILE = 8, 60_000_000  # bytes
_RATE = 200
_IDLE = 5.0  # s
_INSERT = "INSERT INTO flowgroup.jobs (payload, checked_at) VALUES ($1, now())"


@dataclass
class _Loop:
    """A worker's loop: when a line of it was told (monotonic s), and the lags since the last one (s)."""

    told: list[tuple[float, list[float]]] = field(default_factory=list)

    def since(self, start: float) -> list[float]:
        """Return the lags from an instant on, in ms."""
        return [1000 * lag for at, lags in self.told if at >= start for lag in lags]


async def lag(bench: Bench) -> list[Figure]:
    """Sample one worker at rest, with eight files of 60 MB, and with bodies of 2 MB."""
    bodies = bench.times(600, quick=200)
    root = make_root(bench.home)
    async with place(bench.home, bench.server_url, limit=0) as here:
        async with _worker(here, {"files_root": root.path}) as loop:
            start = time.monotonic()
            await asyncio.sleep(_IDLE)
            idle = loop.since(start)
            references = await asyncio.to_thread(_large_files, root)
            start = time.monotonic()
            for reference in references:
                await here.connection.execute(_INSERT, _row(here, reference))
            await here.arrived(2 * _FILES)
            files = loop.since(start)
        async with _worker(here, {"rate_limit": _RATE}) as loop:
            await here.connection.execute(LARGE_SQL, bodies, LARGE)
            await here.arrived(2 * _FILES + bodies // 10)
            start = time.monotonic()
            await here.arrived(2 * _FILES + bodies)
            large = loop.since(start)
    how = f"naps of 5 ms; at rest p50 {percentile(idle, 0.5):.2f} ms, p99 {percentile(idle, 0.99):.2f} ms"
    return [
        *_figures(f"loop lag, {_FILES} uploads of {_FILE // 10**6} MB", files, how),
        *_figures(f"loop lag, bodies of {LARGE // 10**6} MB at {_RATE}/s", large, how),
    ]


def _figures(what: str, lags: list[float], how: str) -> tuple[Figure, Figure, Figure]:
    return (
        Figure(f"{what}, p50", percentile(lags, 0.5), "ms", None, f"{len(lags)} {how}"),
        Figure("… p99", percentile(lags, 0.99), "ms"),
        Figure("… longest", max(lags), "ms"),
    )


def _large_files(root: Root) -> list[str]:
    return [root.put(f"{n}.pdf", pdf(str(n), size=_FILE)) for n in range(_FILES)]


def _row(here: Place, reference: str) -> str:
    body = orjson.loads(here.example())
    for flow in body["FlowFileInfos"]:
        flow["FileIds"] = [reference]
    return orjson.dumps(body).decode()


@asynccontextmanager
async def _worker(here: Place, settings: Settings) -> AsyncIterator[_Loop]:
    """Run the worker that tells of its loop, once it is at work."""
    loop = _Loop()
    command = (sys.executable, "-m", "tests.bench.lag_worker")
    environ = worker_environ(here.folder, here.url, here.api.url, settings)
    async with program(environ=environ, command=command, quiet=True) as process:
        reading = asyncio.create_task(_read(process, loop), name="lags")
        try:
            await here.at_work(1)
            yield loop
        finally:
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)


async def _read(process: asyncio.subprocess.Process, loop: _Loop) -> None:
    assert process.stdout is not None

    while line := await process.stdout.readline():
        told = json.loads(line)
        loop.told.append((told["at"], told["lags"]))
