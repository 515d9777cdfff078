"""The HTTP client: sends one signed call and says whether it may have left."""

import time
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from ssl import SSLContext
from types import TracebackType
from typing import Protocol, Self

import aiohttp
from aiohttp.http import HttpProcessingError

from jobs.answer import Answer, HttpAnswer, NoAnswer, NotSent
from worker.endpoint import parse
from worker.tencent.credentials import Credential
from worker.tencent.door import BeforeSend, Door, SlotMissedError
from worker.tencent.sign import headers
from worker.tencent.wire import TooLongError, epoch, exchange, head, post

DATE_TIMEOUT_S = 5.0


@dataclass(frozen=True, slots=True)
class Exchange:
    """One call.

    Attributes:
        answer: What came of it.
        latency_s: Seconds from the connection's hand-over to the end; 0 if nothing was sent.
        server_date: The Date header, epoch seconds, where one came.
    """

    answer: Answer
    latency_s: float = 0.0
    server_date: float | None = None


class Streamed(Protocol):
    """A body that is made while it leaves, so that it never lies in memory as a whole."""

    @property
    def size(self) -> int:
        """Its bytes."""

    @property
    def sha256(self) -> str:
        """The SHA-256 of exactly those bytes, in hex."""

    def pieces(self) -> AsyncIterator[bytes]:
        """The bytes in order; raises where they would not be those that were hashed."""


class TencentClient:
    """Calls one endpoint; an async context manager.

    Args:
        endpoint: ``https://host[:port]``; plain http for loopback hosts only.
        request_timeout: Seconds after which the caller holds an outcome to be in doubt.
        connect_timeout: Seconds for DNS, TCP and TLS together.
        grace: Seconds that an answer is still read for after ``request_timeout``.
        concurrency: Calls in flight; as many again may be read on for late answers.
        ssl: Another TLS context than the default one.

    Attributes:
        host: The endpoint's host, with the port where it is not the scheme's own.

    Raises:
        EndpointError: The endpoint cannot be used.
    """

    def __init__(
        self,
        endpoint: str,
        *,
        request_timeout: float,
        connect_timeout: float = 10,
        grace: float = 300,
        concurrency: int = 64,
        ssl: SSLContext | None = None,
    ) -> None:
        self._url = parse(endpoint)
        self.host = self._url.host_port_subcomponent or ""
        self._connect_timeout = connect_timeout
        self._total = request_timeout + grace
        self._limit = 2 * concurrency
        self._ssl = ssl
        self._door: Door | None = None

    async def __aenter__(self) -> Self:
        """Open the connection pool."""
        self._door = Door(
            self._url,
            limit=self._limit,
            connect_timeout=self._connect_timeout,
            ssl=self._ssl or True,
        )
        return self

    async def __aexit__(
        self,
        _type: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        """Close all connections."""
        if self._door is not None:
            await self._door.connector.close()
            self._door = None

    async def call(
        self,
        action: str,
        body: bytes,
        credential: Credential,
        signed_at: int,
        *,
        before_send: BeforeSend | None = None,
    ) -> Exchange:
        """Sends one call, at most once, and reads its answer until timeout plus grace.

        Args:
            action: The API's action.
            body: The request's JSON; exactly these bytes are signed and sent.
            credential: Who calls.
            signed_at: The signature's instant, epoch seconds.
            before_send: Awaited once with a connection in hand, as late as possible before
                bytes leave; False keeps them here. A cancelled call may have left if this was asked and said True.
        """
        signed = headers(credential, action=action, host=self.host, body=body, timestamp=signed_at)
        return await self._call(post(signed, body), before_send)

    async def upload(
        self,
        action: str,
        body: Streamed,
        credential: Credential,
        signed_at: int,
        *,
        before_send: BeforeSend | None = None,
    ) -> Exchange:
        """Sends one call like `call`, its body piece by piece."""
        signed = headers(
            credential, action=action, host=self.host, body=body.sha256, timestamp=signed_at
        )
        return await self._call(head(signed, body.size), before_send, body.pieces())

    async def _call(
        self,
        request: bytes,
        before_send: BeforeSend | None,
        rest: AsyncIterator[bytes] | None = None,
    ) -> Exchange:
        try:
            connection = await self._open_door().open(before_send)
        except SlotMissedError:
            return Exchange(NotSent("Worker.SlotMissed"))
        except (aiohttp.ClientError, OSError):
            return Exchange(NotSent("Worker.ConnectFailed"))
        sent_at = time.monotonic()
        try:
            status, received, date = await exchange(connection, request, self._total, rest)
        except Exception as error:  # noqa: BLE001 - whatever it is, the call may have left
            return Exchange(NoAnswer(_lost(error)), time.monotonic() - sent_at)
        return Exchange(HttpAnswer(status, received), time.monotonic() - sent_at, date)

    async def warm(self) -> bool:
        """Sees to it that a connection waits for the next call, and says whether one does.

        A call that must first connect misses its slot; this sends nothing.
        """
        try:
            await self._open_door().open(_not_wanted)
        except SlotMissedError:
            return True
        except (aiohttp.ClientError, OSError):
            return False
        return False

    async def date(self) -> float | None:
        """Asks the endpoint for nothing but its Date header: epoch seconds, None without an answer."""
        timeout = aiohttp.ClientTimeout(total=DATE_TIMEOUT_S)
        session = aiohttp.ClientSession(
            connector=self._open_door().connector, connector_owner=False, timeout=timeout
        )
        async with session:
            with suppress(aiohttp.ClientError, OSError):
                async with session.get(self._url, allow_redirects=False) as response:
                    return epoch(response.headers.get("Date"))
        return None

    def _open_door(self) -> Door:
        if self._door is None:
            message = "the client is not open: use it with 'async with'"
            raise RuntimeError(message)
        return self._door


async def _not_wanted() -> bool:
    return False


def _lost(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "Worker.Timeout"
    if isinstance(error, HttpProcessingError | TooLongError):
        return "Worker.BadAnswer"
    return "Worker.ConnectionLost"
