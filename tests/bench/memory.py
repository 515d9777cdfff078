"""The most memory that a worker takes: while many rows wait, and while large bodies are on the wire."""

import asyncio
import re
import sys
from pathlib import Path

from tests.bench.bench import Bench
from tests.bench.crew import crew
from tests.bench.figure import Figure, at_most
from tests.bench.fill import waiting
from tests.bench.place import Place, Settings, place
from tests.support.programs import clean_environ, program

_PEAK = re.compile(r"VmHWM:\s+(\d+) kB")
_IMPORTS = "import worker.ops.cli, sys; sys.stdout.write(open('/proc/self/status').read())"
_CALLS = 2_000
_FAST: Settings = {"rate_limit": 1_000_000, "concurrency": 256}
LARGE = 2_000_000  # bytes of one large body
_LARGE_ROWS = 120
_SLOW = 3.0  # s that such a call takes, so that more are on the wire than may be held
LARGE_SQL = """INSERT INTO flowgroup.jobs (checked_at, payload)
SELECT now(), jsonb_build_object('FlowGroupName', 'group_' || n, 'FlowFileInfos', '[{}, {}]'::jsonb,
    'ApproverVerifyType', large.text)
FROM generate_series(1, $1::int) AS n,
    (SELECT string_agg(md5(part::text), '') AS text FROM generate_series(1, $2::int / 32) AS part) AS large"""


async def memory(bench: Bench) -> list[Figure]:
    """Compare the kernel's high-water marks with that of a process which only imports."""
    bare = await _bare(bench.home)
    rows = bench.times(1_000_000, quick=100_000)
    async with place(bench.home, bench.server_url, limit=0) as here:
        await waiting(here.url, rows)
        calm = await _peak(here, 200, {})
        busy = await _peak(here, _CALLS, _FAST)
    async with place(bench.home, bench.server_url, limit=0, latency=_SLOW) as here:
        await here.connection.execute(LARGE_SQL, _LARGE_ROWS, LARGE)
        large = await _peak(here, _LARGE_ROWS, {})
    name = f"peak memory above the bare imports, {rows:,} rows waiting"
    how = f"the imports take {bare:.0f} MB"
    return [
        Figure(name, calm - bare, "MB", at_most(60), f"20/s, 200 calls; {how}"),
        Figure("… at full speed", busy - bare, "MB", at_most(60), f"{_CALLS:,} calls, 256 at once"),
        Figure(
            "… with bodies of 2 MB",
            large - bare,
            "MB",
            None,
            f"{_LARGE_ROWS} calls of {_SLOW:g} s at 20/s",
        ),
    ]


async def _peak(here: Place, calls: int, settings: Settings) -> float:
    """Let one worker send some calls; return its high-water mark in MB."""
    before = len(await here.arrivals())
    async with crew(here, 1, settings=settings) as workers:
        await here.arrived(before + calls)
        pid = workers.processes[0].pid
        return _peak_mb(await asyncio.to_thread(Path(f"/proc/{pid}/status").read_text))


async def _bare(home: Path) -> float:
    command = (sys.executable, "-c", _IMPORTS)
    async with program(environ=clean_environ(home), command=command) as process:
        output, _ = await process.communicate()
    return _peak_mb(output.decode())


def _peak_mb(status: str) -> float:
    found = _PEAK.search(status)
    return int(found[1]) / 1024 if found else 0.0
