"""A network that delays: `python -m tests.bench.proxy URL SECONDS` forwards to URL, each request later by 0 to SECONDS.

The delay is drawn anew for each request and lies before the receiver sees it. What comes over one connection keeps its
order; connections do not wait for each other.
"""

import asyncio
import random
import sys
from urllib.parse import urlsplit

_CHUNK = 65536


class Proxy:
    """Forwards connections."""

    def __init__(self, host: str, port: int, jitter: float, draw: random.Random) -> None:
        self._where = (host, port)
        self._jitter = jitter
        self._draw = draw

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry one connection until both of its ends are closed."""
        answered = asyncio.Event()
        answered.set()
        try:
            upstream, to_upstream = await asyncio.open_connection(*self._where)
            await asyncio.gather(
                self._requests(reader, to_upstream, answered),
                self._answers(upstream, writer, answered),
            )
        except OSError:
            writer.close()

    async def _requests(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, answered: asyncio.Event
    ) -> None:
        """Hold the first bytes of a request; the rest of it follows at once."""
        while data := await reader.read(_CHUNK):
            if answered.is_set():
                answered.clear()
                await asyncio.sleep(self._draw.uniform(0, self._jitter))
            writer.write(data)
        writer.close()

    async def _answers(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, answered: asyncio.Event
    ) -> None:
        while data := await reader.read(_CHUNK):
            answered.set()
            writer.write(data)
        writer.close()


async def main(url: str, jitter: float) -> None:
    """Serve until the process is ended; the first line of the output is the URL."""
    where = urlsplit(url)
    proxy = Proxy(where.hostname or "", where.port or 80, jitter, random.Random(1))
    server = await asyncio.start_server(proxy.serve, "127.0.0.1", 0)
    sys.stdout.write(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], float(sys.argv[2])))
