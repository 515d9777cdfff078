"""A server without manners: each connection runs the script that a test gives it."""

import asyncio
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from ssl import SSLContext

OK_BODY = b'{"Response":{"RequestId":"s1"}}'


def answer(body: bytes = OK_BODY, *, status: bytes = b"200 OK", extra: bytes = b"") -> bytes:
    """A whole HTTP response."""
    head = b"HTTP/1.1 %s\r\n%sContent-Length: %d\r\n\r\n" % (status, extra, len(body))
    return head + body


@dataclass
class Peer:
    """One accepted connection."""

    server: "RawServer"
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def request(self) -> bytes:
        """Read one whole request and count it."""
        head = await self.reader.readuntil(b"\r\n\r\n")
        length = next(
            int(line.partition(b":")[2])
            for line in head.split(b"\r\n")
            if line.lower().startswith(b"content-length:")
        )
        whole = head + await self.reader.readexactly(length)
        self.server.requests.append(whole)
        self.server.received.set()
        return whole

    async def send(self, data: bytes) -> None:
        """Write bytes."""
        self.writer.write(data)
        await self.writer.drain()

    async def gone(self) -> bytes:
        """Wait until the client closes, and return what it still sent."""
        return await self.reader.read()

    def reset(self) -> None:
        """Close with RST instead of FIN."""
        sock = self.writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()


Script = Callable[[Peer], Awaitable[None]]


@dataclass
class RawServer:
    """What a server saw."""

    port: int = 0
    connections: int = 0
    requests: list[bytes] = field(default_factory=list)
    received: asyncio.Event = field(default_factory=asyncio.Event)
    errors: list[BaseException] = field(default_factory=list)

    @property
    def url(self) -> str:
        """The server's plain-http endpoint."""
        return f"http://127.0.0.1:{self.port}"


@asynccontextmanager
async def raw_server(script: Script, ssl: SSLContext | None = None) -> AsyncIterator[RawServer]:
    """Run a server on a free loopback port for as long as the block lasts."""
    seen = RawServer()
    tasks: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.connections += 1
        try:
            await script(Peer(seen, reader, writer))
        except (asyncio.IncompleteReadError, ConnectionError):
            pass  # the client went away, as many of the tests want it to
        finally:
            writer.close()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(serve(reader, writer), name="raw-server-connection")
        tasks.add(task)

    server = await asyncio.start_server(accept, "127.0.0.1", 0, ssl=ssl)
    seen.port = server.sockets[0].getsockname()[1]
    try:
        yield seen
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        outcomes = await asyncio.gather(*tasks, return_exceptions=True)
        await server.wait_closed()
        seen.errors += [o for o in outcomes if isinstance(o, Exception)]
    assert not seen.errors
