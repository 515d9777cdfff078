"""The least that a caller can do: json.dumps, TC3, POST, 100 at once. Prints calls a second."""

import asyncio
import json
import os
import sys
import time

import aiohttp

from tests.support.emulated import ACTION, example
from worker.clock import SystemClock
from worker.tencent.credentials import Credential
from worker.tencent.sign import headers

AT_ONCE = 100


async def main(url: str, calls: int) -> None:
    """Send the calls and print their rate."""
    credential = Credential(
        os.environ["TENCENTCLOUD_SECRET_ID"], os.environ["TENCENTCLOUD_SECRET_KEY"]
    )
    body, host, clock = example(1), url.removeprefix("http://"), SystemClock()
    left = iter(range(calls))

    async def send(session: aiohttp.ClientSession) -> None:
        for number in left:
            raw = json.dumps({**body, "FlowGroupName": f"group_{number}"}).encode()
            now = int(clock.wall())
            signed = headers(credential, action=ACTION, host=host, body=raw, timestamp=now)
            async with session.post(url, data=raw, headers=signed) as reply:
                await reply.read()

    start = time.monotonic()
    connector = aiohttp.TCPConnector(limit=AT_ONCE)
    async with aiohttp.ClientSession(connector=connector) as session:
        await asyncio.gather(*(send(session) for _ in range(AT_ONCE)))
    print(calls / (time.monotonic() - start))  # noqa: T201 - the result, for the caller's pipe


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
