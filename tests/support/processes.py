"""Waits for the end of processes that are nobody's children."""

import os
import select

_PATIENCE = 20  # s


def watch(pid: int) -> int:
    """Return a descriptor for `has_ended`; taken while the process lives, it cannot mistake it."""
    return os.pidfd_open(pid)


def has_ended(pidfd: int) -> bool:
    """Wait for the process to end; False if it does not."""
    try:
        return bool(select.select([pidfd], [], [], _PATIENCE)[0])
    finally:
        os.close(pidfd)
