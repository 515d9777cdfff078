"""One signed call, the same for the bare loop and for every peer: json.dumps, TC3, POST."""

import json
import os
import time
from pathlib import Path
from typing import Any, Final, Self

import aiohttp

from worker.tencent.credentials import Credential
from worker.tencent.sign import headers

AT_ONCE: Final = 100
_ACTION: Final = "ChannelCreateFlowGroupByFiles"
_EXAMPLE: Final = Path(__file__).parent.parent / "api/data/example1_request.json"


def example() -> dict[str, Any]:
    """Read the API document's first example request."""
    body: dict[str, Any] = json.loads(_EXAMPLE.read_bytes())
    return body


class Sender:
    """Sends calls to one URL with the key of the environment; an async context manager."""

    def __init__(self, url: str) -> None:
        self.sent = 0
        self._url = url
        self._host = url.removeprefix("http://")
        self._credential = Credential(
            os.environ["TENCENTCLOUD_SECRET_ID"], os.environ["TENCENTCLOUD_SECRET_KEY"]
        )

    async def __aenter__(self) -> Self:
        """Open the connections."""
        self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=AT_ONCE))
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close them."""
        await self._session.close()

    async def send(self, body: dict[str, Any]) -> bytes:
        """Send one call and return the answer."""
        return await self.send_raw(json.dumps(body).encode())

    async def send_raw(self, raw: bytes) -> bytes:
        """Send a body that is written already."""
        now = time.time_ns() // 10**9
        signed = headers(self._credential, action=_ACTION, host=self._host, body=raw, timestamp=now)
        async with self._session.post(self._url, data=raw, headers=signed) as reply:
            answer = await reply.read()
        self.sent += 1
        return answer
