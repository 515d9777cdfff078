"""The worker as the command runs it, with the lag of its event loop on its output: `python -m tests.bench.lag_worker`.

The lag is by how much a sleep of a few milliseconds takes too long: what a slot would come too late.
"""

import asyncio
import json
import sys
import time
from typing import Final

from tests.bench.beside import work_beside

NAP: Final = 0.005  # s
_LINE: Final = 20  # naps a line


async def _tell() -> None:
    lags: list[float] = []
    while True:
        before = time.monotonic()
        await asyncio.sleep(NAP)
        lags.append(round(time.monotonic() - before - NAP, 6))
        if len(lags) == _LINE:
            sys.stdout.write(json.dumps({"at": time.monotonic(), "lags": lags}) + "\n")
            sys.stdout.flush()
            lags.clear()


if __name__ == "__main__":
    asyncio.run(work_beside(_tell()))
