"""One HTTP exchange on one connection: exactly the bytes that were signed, and the answer to them.

aiohttp keeps the connections and parses what comes; its session is left out, since no redirect, cookie, proxy or
header of its own may touch a signed call, and since the instant at which bytes leave is then one line.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import NamedTuple

from aiohttp import ClientError, StreamReader
from aiohttp.client_proto import ResponseHandler
from aiohttp.connector import Connection
from aiohttp.http_writer import StreamWriter

RESPONSE_BYTES = 1024 * 1024
_OWN = "Accept: */*\r\nAccept-Encoding: identity\r\nUser-Agent: flowgroup\r\n"


class TooLongError(Exception):
    """The answer is longer than any that the API gives."""


class Response(NamedTuple):
    """A whole answer.

    Attributes:
        status: The HTTP status.
        body: The bytes as received.
        date: The Date header, epoch seconds, where a readable one came.
    """

    status: int
    body: bytes
    date: float | None


def post(headers: Mapping[str, str], body: bytes) -> bytes:
    """The bytes of a POST to ``/`` with these headers and this body."""
    return head(headers, len(body)) + body


def head(headers: Mapping[str, str], length: int) -> bytes:
    """The bytes of a POST to ``/`` up to its body of this length."""
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    text = f"POST / HTTP/1.1\r\n{lines}{_OWN}Content-Length: {length}\r\n\r\n"
    return text.encode("ascii")


async def exchange(
    connection: Connection,
    request: bytes,
    within: float,
    rest: AsyncIterator[bytes] | None = None,
) -> Response:
    """Write a request, and what of it is made on the way; read its answer.

    The connection goes back to its pool, or ends.

    Raises:
        TimeoutError: no whole answer came ``within`` so many seconds.
        aiohttp.ClientError, HttpProcessingError, OSError: no whole or readable answer will come.
        TooLongError: the answer exceeds ``RESPONSE_BYTES``.
        Exception: ``rest`` failed; the request did not leave whole.
    """
    loop, protocol, transport = _ends(connection)
    # A timer costs a third of asyncio.timeout(), at each call.
    timer = loop.call_later(within, transport.abort)
    try:
        response = await _exchange(protocol, transport, request, rest)
    except BaseException as error:
        connection.close()
        if isinstance(error, Exception) and loop.time() >= timer.when():
            raise TimeoutError from error
        raise
    finally:
        timer.cancel()
    connection.release()
    return response


def _ends(
    connection: Connection,
) -> tuple[asyncio.AbstractEventLoop, ResponseHandler, asyncio.Transport]:
    protocol, transport = connection.protocol, connection.transport
    if protocol is None or transport is None:
        raise ConnectionResetError
    return asyncio.get_running_loop(), protocol, transport


async def _exchange(
    protocol: ResponseHandler,
    transport: asyncio.Transport,
    request: bytes,
    rest: AsyncIterator[bytes] | None,
) -> Response:
    protocol.set_response_params(read_until_eof=True, auto_decompress=False)
    transport.write(request)
    if rest is not None:
        await _pour(protocol, rest)
    status, date, payload = await _head(protocol)
    return Response(status, await _whole(payload), date)


async def _pour(protocol: ResponseHandler, rest: AsyncIterator[bytes]) -> None:
    """Write piece by piece, as the other side takes them.

    One that takes no more may have answered already: a refusal can come before the request has left whole.
    """
    writer = StreamWriter(protocol, asyncio.get_running_loop())
    with suppress(ClientError, ConnectionError):
        async for piece in rest:
            await writer.write(piece)


async def _head(protocol: ResponseHandler) -> tuple[int, float | None, StreamReader]:
    while True:
        message, payload = await protocol.read()
        if not 100 <= message.code < 200 or message.code == 101:  # noqa: PLR2004 - HTTP's classes of status
            return message.code, epoch(message.headers.get("Date")), payload


async def _whole(payload: StreamReader) -> bytes:
    received = bytearray()
    while not payload.at_eof():
        received += await payload.readany()
        if len(received) > RESPONSE_BYTES:
            raise TooLongError
    return bytes(received)


@lru_cache(maxsize=8)
def epoch(date: str | None) -> float | None:
    """The epoch seconds of a Date header, None for a missing or odd one."""
    try:
        return parsedate_to_datetime(date).timestamp() if date else None
    except (ValueError, OverflowError):
        return None
