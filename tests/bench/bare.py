"""The least that a caller can do: a number of calls, 100 at once: `python -m tests.bench.bare URL CALLS`."""

import asyncio
import sys

from tests.bench.call import AT_ONCE, Sender, example


async def main(url: str, calls: int) -> None:
    """Send the calls."""
    body, left = example(), iter(range(calls))

    async def work(sender: Sender) -> None:
        for number in left:
            await sender.send({**body, "FlowGroupName": f"group_{number}"})

    async with Sender(url) as sender:
        await asyncio.gather(*(work(sender) for _ in range(AT_ONCE)))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
