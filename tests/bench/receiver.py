"""The API that measures, as a process of its own: `python -m tests.bench.receiver '{"limit": 20, "keys": 1}'`.

It is the emulator with its real HTTP server, signatures and ledger. As it shares the machine with those that it
measures, the field rules are off, the ledger stays in memory, and the collector does not walk it over and over; and
where instants are judged it comes before them.
"""

import asyncio
import gc
import json
import os
import sys
from contextlib import suppress

from tests.support.programs import KEY
from worker.emulator import Emulator, EmulatorConfig, KeyPair, serve

PRIORITY = -10
_FIRST = KeyPair(KEY["TENCENTCLOUD_SECRET_ID"], KEY["TENCENTCLOUD_SECRET_KEY"])


def key(number: int) -> KeyPair:
    """Return the calling key of a number; that of 0 is the one of `clean_environ`."""
    return KeyPair(f"{_FIRST.secret_id}{number}", _FIRST.secret_key) if number else _FIRST


def main(asked: str) -> None:
    """Serve until SIGTERM; the first line of the output is the URL."""
    settings = {"validate": False, **json.loads(asked)}
    if settings.get("limit"):
        _come_first()
    keys = tuple(key(number) for number in range(settings.pop("keys", 1)))

    def ready(api: Emulator) -> None:
        sys.stdout.write(f"{api.url}\n")
        sys.stdout.flush()
        gc.freeze()
        gc.set_threshold(10_000, 50, 1_000)

    asyncio.run(serve(EmulatorConfig(keys=keys, **settings), ready))


def _come_first() -> None:
    """Read a call when it has come, and not when a busy core allows: it would count as late. Where root allows it."""
    with suppress(PermissionError):
        os.setpriority(os.PRIO_PROCESS, 0, PRIORITY)


if __name__ == "__main__":
    main(sys.argv[1])
