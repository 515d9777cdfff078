"""The last code before bytes leave: hands a connection to a call, or keeps it here.

A call is *not sent* until the door has handed it a connection, and *maybe sent* from then on, whatever is
raised afterwards.
"""

import asyncio
import math
import select
import time
from collections.abc import Awaitable, Callable
from ssl import SSLContext
from typing import TypeAlias
from weakref import WeakKeyDictionary

import aiohttp
from aiohttp.client_proto import ResponseHandler
from aiohttp.connector import Connection
from yarl import URL

BeforeSend: TypeAlias = Callable[[], Awaitable[bool]]

# A reused connection that the server has just closed cannot be told from a lost answer.
KEEP_ALIVE_S = 2.0
# A connection that was looked at so shortly before need not be looked at again.
JUST_NOW_S = 0.001


class SlotMissedError(Exception):
    """``before_send`` said no: nothing was sent."""


class Door:
    """A pool of connections to one endpoint that asks before it hands one over.

    Args:
        url: The endpoint.
        limit: Open connections at most.
        connect_timeout: Seconds for DNS, TCP and TLS together.
        ssl: A TLS context; True for the default one.
    """

    def __init__(
        self, url: URL, *, limit: int, connect_timeout: float, ssl: SSLContext | bool
    ) -> None:
        self.connector = aiohttp.TCPConnector(limit=limit, ssl=ssl, keepalive_timeout=KEEP_ALIVE_S)
        # Says where to connect, no more: the bytes of a call are written as they were signed.
        self._where = aiohttp.ClientRequest("POST", url, loop=asyncio.get_running_loop())
        self._timeout = aiohttp.ClientTimeout(total=None, connect=connect_timeout)
        # Since when a connection seen before lies unused; infinity after it was used.
        self._unused_since: WeakKeyDictionary[ResponseHandler, float] = WeakKeyDictionary()

    async def open(self, before_send: BeforeSend | None) -> Connection:
        """Hand over a clean connection, on which bytes may leave at once.

        Args:
            before_send: Awaited once with a connection in hand, so that it may wait for a slot; False
                keeps the bytes here.

        Raises:
            SlotMissedError: The caller does not want to send any more.
            aiohttp.ClientError, OSError: There is no connection.
        """
        connection = await self._connect()
        while (protocol := self._clean(connection)) is None:
            connection.close()
            connection = await self._connect()
        clean_at = time.monotonic()
        if not await _wanted(before_send, connection):
            before = self._unused_since.get(protocol, math.inf)
            self._unused_since[protocol] = min(before, clean_at)
            connection.release()
            raise SlotMissedError
        # Closed by the server while it waited for its slot: another one would come too late.
        waited = time.monotonic() - clean_at > JUST_NOW_S
        if waited and self._clean(connection) is None:
            connection.close()
            raise SlotMissedError
        self._unused_since[protocol] = math.inf
        return connection

    async def _connect(self) -> Connection:
        return await self.connector.connect(self._where, [], self._timeout)

    def _clean(self, connection: Connection) -> ResponseHandler | None:
        """The connection's protocol, if the next answer on it can only be the call's own.

        Bytes that came unasked while it idled would be read as this call's answer, and an end
        that the event loop has not seen yet would lose it. Putting a connection back unused
        makes it look younger to the pool than it is.
        """
        protocol = connection.protocol
        if protocol is None or protocol.transport is None or protocol.should_close:
            return None
        # A new one is taken as it is: with TLS 1.3 its session tickets may still arrive.
        unused_since = self._unused_since.get(protocol)
        if unused_since is None:
            return protocol
        stale = time.monotonic() - unused_since > KEEP_ALIVE_S
        return None if stale or _has_input(protocol.transport) else protocol


async def _wanted(before_send: BeforeSend | None, connection: Connection) -> bool:
    try:
        return before_send is None or await before_send()
    except BaseException:
        connection.close()
        raise


def _has_input(transport: asyncio.Transport) -> bool:
    poll = select.poll()
    poll.register(transport.get_extra_info("socket").fileno(), select.POLLIN)
    return bool(poll.poll(0))
