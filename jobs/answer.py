"""What came of one call, before anybody judges it."""

from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class NotSent:
    """No byte of the request left this machine.

    Attributes:
        reason: A ``Worker.*`` code.
    """

    reason: str


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """The request may have left, and no whole answer came back.

    Attributes:
        reason: A ``Worker.*`` code.
    """

    reason: str


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """A whole HTTP response.

    Attributes:
        status: The HTTP status.
        body: The bytes as received; never shown by ``repr``, since messages may name people.
    """

    status: int
    body: bytes = field(repr=False)


Answer: TypeAlias = NotSent | NoAnswer | HttpAnswer
