"""The short way of a plain call: whole, alone, and answered at once.

Who measures shares a machine with whoever is measured, so a call that needs nothing of the server library does
not pay for it. Whatever else comes (another method or path, a chunked or pipelined body, a fault in wait, a
latency) hands its connection to the library for good.
"""

import asyncio
from collections.abc import Callable, Mapping
from typing import Final

from multidict import CIMultiDict

Answer = Callable[[Mapping[str, str], bytes], bytes | None]

_START: Final = b"POST / HTTP/1.1\r\n"
_END: Final = b"\r\n\r\n"
_LARGEST: Final = 1024 * 1024
_LIBRARY: Final = ("Transfer-Encoding", "Content-Encoding", "Expect", "Connection", "Upgrade")
_UNUSUAL: Final = (b" :", b":  ", b"\r\n ", b" \r\n", b"\t")


class Quick(asyncio.Protocol):
    """One connection, as long as nothing but plain calls comes over it.

    Args:
        answer: Returns the whole HTTP answer to headers and body, or None if the library is needed.
        library: Makes the protocol that takes over.
        open_ones: Where the transport is listed while it is served here.
    """

    def __init__(
        self,
        answer: Answer,
        library: Callable[[], asyncio.Protocol],
        open_ones: set[asyncio.Transport],
    ) -> None:
        self._answer = answer
        self._library = library
        self._open = open_ones
        self._held = b""
        self._transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        if isinstance(transport, asyncio.Transport):
            self._transport = transport
            self._open.add(transport)

    def connection_lost(self, _: Exception | None) -> None:
        """End."""
        self._open.discard(self._transport)

    def data_received(self, data: bytes) -> None:
        """Answer a whole call, wait for the rest of one, or hand over."""
        held = self._held + data if self._held else data
        head = held.find(_END)
        if head < 0:
            plain = _START.startswith(held) or held.startswith(_START)
            self._wait(held) if plain else self._hand_over(held)
            return
        headers = _headers(held, head) if held.startswith(_START) else None
        missing = _missing(held, head, headers)
        if headers is None or missing is None or missing < 0:
            self._hand_over(held)
        elif missing:
            self._wait(held)
        elif (answer := self._answer(headers, held[head + len(_END) :])) is None:
            self._hand_over(held)
        else:
            self._held = b""
            self._transport.write(answer)

    def _wait(self, held: bytes) -> None:
        if len(held) > _LARGEST:
            self._hand_over(held)
        else:
            self._held = held

    def _hand_over(self, held: bytes) -> None:
        self._open.discard(self._transport)
        library = self._library()
        self._transport.set_protocol(library)
        library.connection_made(self._transport)
        library.data_received(held)


def _headers(held: bytes, head: int) -> CIMultiDict[str] | None:
    """Read the fields up to head; None unless each is `Name: value` in ASCII, and needs no library."""
    raw = held[len(_START) : head]
    if not raw.isascii() or any(mark in raw for mark in _UNUSUAL):
        return None
    headers = CIMultiDict[str]()
    try:
        for line in raw.decode("ascii").split("\r\n"):
            name, value = line.split(": ", 1)
            headers.add(name, value)
    except ValueError:
        return None
    return None if any(name in headers for name in _LIBRARY) else headers


def _missing(held: bytes, head: int, headers: CIMultiDict[str] | None) -> int | None:
    """Count the bytes that are still to come; less than none if there are more than the call has."""
    length = headers.get("Content-Length", "") if headers is not None else ""
    return int(length) + head + len(_END) - len(held) if length.isdigit() else None
