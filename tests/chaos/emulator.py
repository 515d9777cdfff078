"""The API as a process of its own: `python -m tests.chaos.emulator LEDGER SEED`, keys in its environment.

It writes every arrival to the ledger file before it answers. SIGUSR1 sets its clock a quarter of an hour ahead,
SIGUSR2 sets it right again: so that old signatures die without anybody waiting for it.
"""

import asyncio
import os
import signal
import sys
from pathlib import Path

from worker.clock import SystemClock
from worker.emulator import Emulator, EmulatorConfig, KeyPair, serve

QUARTER = 900.0


class ShiftedClock(SystemClock):
    """The machine's clock, or one that is ahead of it."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def wall(self) -> float:
        """Tell epoch seconds."""
        return super().wall() + self.ahead

    def shift(self, seconds: float) -> None:
        """Be so far ahead from now on."""
        self.ahead = seconds


def main(ledger: str, seed: str) -> None:
    """Serve until SIGTERM; the first line of the output is the URL."""
    key = KeyPair.of(os.environ) or KeyPair.generate()
    clock = ShiftedClock()
    config = EmulatorConfig(
        limit=0, keys=(key,), seed=int(seed), ledger=Path(ledger), clock=clock, validate=False
    )

    def ready(api: Emulator) -> None:
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGUSR1, clock.shift, QUARTER)
        loop.add_signal_handler(signal.SIGUSR2, clock.shift, 0.0)
        sys.stdout.write(f"{api.url}\n")
        sys.stdout.flush()

    asyncio.run(serve(config, ready))


if __name__ == "__main__":
    main(*sys.argv[1:])
