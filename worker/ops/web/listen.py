"""Listens for visitors, and takes no more than leave the worker files of its own to open.

Whoever connects and says nothing holds a file. A worker without files reaches no API, no database and no spool: a
scraper that never hangs up would end the night.
"""

import asyncio
import resource
from typing import Final

from aiohttp import web

from worker import events

MOST: Final = 500
SHARE: Final = 4  # visitors get this part of the files
COMING: Final = 0.1  # s within which a connection that was taken counts among the server's own
TOLD: Final = 60.0  # s between two words on visitors who were sent away


def most_visitors() -> int:
    """Return how many connections there may be at once."""
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MOST if files == resource.RLIM_INFINITY else max(1, min(MOST, files // SHARE))


class Visitors:
    """Makes the protocol of each connection; one too many is closed before it says a word."""

    def __init__(self, server: web.Server, listener: events.Listener, most: int) -> None:
        self._server = server
        self._listener = listener
        self._most = most
        self._coming = 0
        self._quiet_until = float("-inf")

    def __call__(self) -> asyncio.BaseProtocol:
        """Take a connection."""
        loop = asyncio.get_running_loop()
        if len(self._server.connections) + self._coming >= self._most:
            if loop.time() >= self._quiet_until:
                self._quiet_until = loop.time() + TOLD
                self._listener(events.Defect("http", "TooManyConnections"))
            return _Closed()
        self._coming += 1
        loop.call_later(COMING, self._came)
        return self._server()

    def _came(self) -> None:
        self._coming -= 1


class _Closed(asyncio.Protocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Hang up."""
        transport.close()
