"""How fast `flowgroup export` writes a million rows, and how much memory it takes."""

import asyncio
import re
import sys
import time
from typing import Final

from tests.bench.bench import Bench
from tests.bench.figure import Figure, at_least, at_most
from tests.bench.fill import finished
from tests.bench.place import place
from tests.support.programs import clean_environ, program

# The command as it is; its last words are the kernel's high-water mark.
_COMMAND: Final = """import atexit, sys
atexit.register(lambda: sys.stdout.write(open('/proc/self/status').read()))
from worker.ops.cli import main
main()"""
_PEAK: Final = re.compile(r"VmHWM:\s+(\d+) kB")


async def export(bench: Bench) -> list[Figure]:
    """Write the same rows in each format."""
    rows = bench.times(1_000_000, quick=50_000)
    figures = []
    async with place(bench.home, bench.server_url, limit=0) as here:
        bench.say(f"filling {rows:,} rows")
        await finished(here.url, rows)
        environ = clean_environ(here.folder, FLOWGROUP_DATABASE_URL=here.url)
        for form in ("csv", "jsonl"):
            file = here.folder / f"rows.{form}"
            words = ("export", "--format", form, "--output", str(file))
            start = time.monotonic()
            command = (sys.executable, "-c", _COMMAND)
            async with program(*words, environ=environ, command=command, quiet=True) as process:
                output, _ = await process.communicate()
            took = time.monotonic() - start
            lines = await asyncio.to_thread(lambda at: at.read_bytes().count(b"\n"), file)
            how = f"{lines:,} lines in {took:.1f} s, with the start of the command"
            figures += [
                Figure(f"export of {rows:,} rows, {form}", rows / took, "/s", at_least(5_000), how),
                Figure("… peak memory", _peak_mb(output.decode()), "MB", at_most(150)),
            ]
    return figures


def _peak_mb(status: str) -> float:
    found = _PEAK.search(status)
    return int(found[1]) / 1024 if found else 0.0
