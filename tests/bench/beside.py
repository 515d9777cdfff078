"""A worker in the process that watches it from inside."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from worker.ops.run import run_worker
from worker.settings import load_settings


async def work_beside(watch: Coroutine[Any, Any, None]) -> None:
    """Work until SIGTERM, with what watches in the same loop."""
    watching = asyncio.create_task(watch, name="watch")
    try:
        await run_worker(load_settings(), drain=False)
    finally:
        watching.cancel()
