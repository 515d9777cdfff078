"""The worker as the command runs it, with a line on its output every few seconds: open files and tasks.

`python -m tests.bench.soak_worker`; what is counted costs one look at /proc and one at the loop.
"""

import asyncio
import json
import os
import sys
import time
from pathlib import Path
from typing import Final

from tests.bench.beside import work_beside

EVERY: Final = 1.0  # s
_PAGE: Final = os.sysconf("SC_PAGE_SIZE")


def sample() -> dict[str, float]:
    """Look at this process: monotonic seconds, MB of resident memory, open files, tasks."""
    resident = int(Path("/proc/self/statm").read_text().split()[1]) * _PAGE
    return {
        "at": time.monotonic(),
        "mb": resident / 2**20,
        "fds": len(os.listdir("/proc/self/fd")),  # noqa: PTH208 - names only
        "tasks": len(asyncio.all_tasks()),
    }


async def _tell() -> None:
    while True:
        sys.stdout.write(json.dumps(sample()) + "\n")
        sys.stdout.flush()
        await asyncio.sleep(EVERY)


if __name__ == "__main__":
    asyncio.run(work_beside(_tell()))
