"""What the pages of a process know of it without asking the database."""

from collections.abc import Callable
from dataclasses import dataclass

from worker import events


def _no() -> bool:
    return False


@dataclass
class Watch:
    """The seam between a worker and its pages.

    Attributes:
        listen: Takes each event of the worker.
        refuses: Whether the worker begins nothing now; asked at each look at its health.
        stopping: Whether it was told to stop.
    """

    listen: events.Listener = events.ignore
    refuses: Callable[[], bool] = _no
    stopping: Callable[[], bool] = _no
