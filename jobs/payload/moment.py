"""When a payload is judged, and when it could be sent."""

from typing import NamedTuple


class Moment(NamedTuple):
    """Two instants, Unix seconds.

    Attributes:
        now: The present.
        earliest: When the job can be sent at the earliest; not before now.
    """

    now: float
    earliest: float
