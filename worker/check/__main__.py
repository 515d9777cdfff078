"""The checker as a process: out of the way of everything else, bounded, and never alive without its worker."""

import ctypes
import os
import resource
import signal
import sys
from typing import Final

_PR_SET_PDEATHSIG: Final = 1
NICE: Final = 10
MEMORY: Final = 1 << 30  # bytes; the worst payload of 10 MB takes a third


def main() -> None:
    """Take the place that a checker has, then work until the worker closes its pipe."""
    os.nice(NICE)
    # Ctrl-C reaches the whole group; when to end is the worker's to say.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    _, most = resource.getrlimit(resource.RLIMIT_DATA)
    allowed = MEMORY if most == resource.RLIM_INFINITY else min(MEMORY, most)
    resource.setrlimit(resource.RLIMIT_DATA, (allowed, most))
    from worker.check.process import run  # noqa: PLC0415 - half a second that is nice'd already

    run()


if __name__ == "__main__":
    main()
