"""The most memory that a worker takes while many rows wait."""

import re
import sys
from pathlib import Path

from tests.bench.place import Figure, place
from tests.support.programs import clean_environ, program

_PEAK = re.compile(r"VmHWM:\s+(\d+) kB")
_IMPORTS = "import worker.ops.cli, sys; sys.stdout.write(open('/proc/self/status').read())"


async def memory(home: Path, server_url: str, *, rows: int, calls: int) -> list[Figure]:
    """Let a worker send some of many rows; read the peak that the kernel kept."""
    async with place(home, server_url, limit=20) as here:
        await here.insert(1, rows)
        async with here.worker() as worker:
            await here.arrived(calls)
            working = _peak_mb(Path(f"/proc/{worker.pid}/status").read_text())  # noqa: ASYNC240 - the kernel's memory, no disk
    command = (sys.executable, "-c", _IMPORTS)
    async with program(environ=clean_environ(home), command=command) as process:
        output, _ = await process.communicate()
    bare = _peak_mb(output.decode())
    return [
        Figure(
            f"peak memory with {rows:,} rows waiting", f"{working:.0f} MB", f"{calls} calls sent"
        ),
        Figure("… above the bare imports", f"{working - bare:.0f} MB", f"imports {bare:.0f} MB"),
    ]


def _peak_mb(status: str) -> float:
    found = _PEAK.search(status)
    return int(found[1]) / 1024 if found else 0.0
