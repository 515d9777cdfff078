"""How a worker that runs for weeks deals with memory: set once, before its first thread."""

import ctypes
import gc
from contextlib import suppress
from typing import Final

# mallopt's parameters (malloc.h of glibc).
_M_TRIM_THRESHOLD: Final = -1
_M_MMAP_THRESHOLD: Final = -3
_M_ARENA_MAX: Final = -8
_LARGE: Final = 128 * 1024  # bytes; glibc's own first value, which it else raises with use


def settle_memory() -> None:
    """Look for cycles seldom, and give large blocks back to the system.

    Calls leave next to no cycles, and looking for them took a fifth of a busy worker's time. Bodies and batches
    come in all sizes: with its thresholds left to drift, glibc keeps ever more of what they leave between them.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)
    with suppress(OSError, AttributeError):  # another C library
        mallopt = ctypes.CDLL(None).mallopt
        for parameter, value in (
            (_M_MMAP_THRESHOLD, _LARGE),
            (_M_TRIM_THRESHOLD, _LARGE),
            (_M_ARENA_MAX, 1),
        ):
            mallopt(parameter, value)
