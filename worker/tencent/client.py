"""The HTTP client: sends one signed call and says whether it may have left."""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from ssl import SSLContext
from types import TracebackType
from typing import Self

import aiohttp

from jobs.answer import Answer, HttpAnswer, NoAnswer, NotSent
from worker.endpoint import parse
from worker.tencent.credentials import Credential
from worker.tencent.door import PHASE, BeforeSend, Door, Phase, SlotMissedError
from worker.tencent.sign import headers

DATE_TIMEOUT_S = 5.0
RESPONSE_BYTES = 1024 * 1024


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
        self._timeout = aiohttp.ClientTimeout(
            total=request_timeout + grace, connect=connect_timeout
        )
        self._limit = 2 * concurrency
        self._ssl = ssl
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        """Open the connection pool."""
        self._session = aiohttp.ClientSession(
            connector=Door(limit=self._limit, ssl=self._ssl or True),
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=self._timeout,
            trust_env=False,
            auto_decompress=False,
        )
        return self

    async def __aexit__(
        self,
        _type: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        """Close all connections."""
        if self._session is not None:
            await self._session.close()

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
        with _phase(before_send) as phase:
            answer = await self._answer(body, signed, phase)
        latency = 0.0 if phase.sent_at is None else time.monotonic() - phase.sent_at
        return Exchange(answer, latency, phase.server_date)

    async def warm(self) -> bool:
        """Sees to it that a connection waits for the next call, and says whether one does.

        A call that must first connect misses its slot; this sends nothing.
        """
        with _phase(_not_wanted) as phase:
            return await self._answer(b"", {}, phase) == NotSent("Worker.SlotMissed")

    async def date(self) -> float | None:
        """Asks the endpoint for nothing but its Date header: epoch seconds, None without an answer."""
        if self._session is None:
            return None
        with _phase(None), suppress(aiohttp.ClientError, OSError):
            timeout = aiohttp.ClientTimeout(total=DATE_TIMEOUT_S)
            async with self._session.get(
                self._url, allow_redirects=False, timeout=timeout
            ) as response:
                return _epoch(response.headers.get("Date"))
        return None

    async def _answer(self, body: bytes, signed: dict[str, str], phase: Phase) -> Answer:
        try:
            return await self._post(body, signed, phase)
        except SlotMissedError:
            return NotSent("Worker.SlotMissed")
        except Exception as error:
            if phase.sent_at is not None:
                return NoAnswer(_lost(error))
            if isinstance(error, aiohttp.ClientError | OSError):
                return NotSent("Worker.ConnectFailed")
            raise

    async def _post(self, body: bytes, signed: dict[str, str], phase: Phase) -> Answer:
        if self._session is None:
            message = "the client is not open: use it with 'async with'"
            raise RuntimeError(message)
        async with self._session.post(
            self._url,
            data=body,
            headers=signed | {"Accept-Encoding": "identity", "User-Agent": "flowgroup"},
            allow_redirects=False,
        ) as response:
            phase.server_date = _epoch(response.headers.get("Date"))
            received = bytearray()
            async for chunk in response.content.iter_any():
                received += chunk
                if len(received) > RESPONSE_BYTES:
                    response.close()
                    return NoAnswer("Worker.BadAnswer")
            return HttpAnswer(response.status, bytes(received))


async def _not_wanted() -> bool:
    return False


@contextmanager
def _phase(before_send: BeforeSend | None) -> Iterator[Phase]:
    phase = Phase(before_send)
    token = PHASE.set(phase)
    try:
        yield phase
    finally:
        PHASE.reset(token)


def _lost(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "Worker.Timeout"
    if isinstance(error, aiohttp.ClientResponseError):
        return "Worker.BadAnswer"
    return "Worker.ConnectionLost"


def _epoch(date: str | None) -> float | None:
    try:
        return parsedate_to_datetime(date).timestamp() if date else None
    except (ValueError, OverflowError):
        return None
