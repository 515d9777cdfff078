"""The last code before bytes leave: hands a connection to a call, or keeps it here.

A call is *not sent* until the door has handed it a connection, and *maybe sent* from then on,
whatever is raised afterwards. It stands in the connector because aiohttp writes right after
``connect`` returns. (A trace callback sees the same instant, but one that raises leaves its
connection open and unowned; the door puts it back for the next call.)
"""

import asyncio
import math
import select
import time
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from dataclasses import dataclass
from ssl import SSLContext
from typing import TypeAlias
from weakref import WeakKeyDictionary

import aiohttp
from aiohttp.client_proto import ResponseHandler
from aiohttp.connector import Connection
from aiohttp.tracing import Trace

BeforeSend: TypeAlias = Callable[[], Awaitable[bool]]

# A reused connection that the server has just closed cannot be told from a lost answer.
KEEP_ALIVE_S = 2.0


@dataclass(slots=True)
class Phase:
    """How far one call has come.

    Attributes:
        before_send: Awaited once with a connection in hand, so that it may wait for a slot;
            False keeps the bytes here.
        sent_at: Monotonic seconds of the hand-over; None as long as nothing can have left.
        server_date: The answer's Date header, epoch seconds.
    """

    before_send: BeforeSend | None
    sent_at: float | None = None
    server_date: float | None = None


class SlotMissedError(Exception):
    """``before_send`` said no: nothing was sent."""


PHASE: ContextVar[Phase] = ContextVar("phase")


class Door(aiohttp.TCPConnector):
    """A connection pool that asks before it hands over.

    Args:
        limit: Open connections at most.
        ssl: A TLS context; True for the default one.
    """

    def __init__(self, *, limit: int, ssl: SSLContext | bool) -> None:
        super().__init__(limit=limit, ssl=ssl, keepalive_timeout=KEEP_ALIVE_S)
        # Since when a connection seen before lies unused; infinity after it was used.
        self._unused_since: WeakKeyDictionary[ResponseHandler, float] = WeakKeyDictionary()

    async def connect(
        self,
        req: aiohttp.ClientRequest,
        traces: list[Trace],
        timeout: aiohttp.ClientTimeout,  # noqa: ASYNC109 - the base class's signature
    ) -> Connection:
        """Hand over a clean connection.

        Raises:
            SlotMissedError: The caller does not want to send any more.
            aiohttp.ClientError, OSError: There is no connection.
        """
        phase = PHASE.get()
        connection = await super().connect(req, traces, timeout)
        while (protocol := self._clean(connection)) is None:
            connection.close()
            connection = await super().connect(req, traces, timeout)
        if not await _wanted(phase, connection):
            before = self._unused_since.get(protocol, math.inf)
            self._unused_since[protocol] = min(before, time.monotonic())
            connection.release()
            raise SlotMissedError
        # Closed by the server while it waited for its slot: another one would come too late.
        if self._clean(connection) is None:
            connection.close()
            raise SlotMissedError
        self._unused_since[protocol] = math.inf
        phase.sent_at = time.monotonic()
        return connection

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


async def _wanted(phase: Phase, connection: Connection) -> bool:
    try:
        return phase.before_send is None or await phase.before_send()
    except BaseException:
        connection.close()
        raise


def _has_input(transport: asyncio.Transport) -> bool:
    poll = select.poll()
    poll.register(transport.get_extra_info("socket").fileno(), select.POLLIN)
    return bool(poll.poll(0))
