"""A worker that only checks: by day, beside the people who enqueue; no key, no slot, no call."""

import asyncio
import os
import random
import socket
from uuid import uuid4

from sqlalchemy.ext.asyncio import AsyncEngine

from worker import events
from worker.check.checker import Checker
from worker.settings import Settings
from worker.store import Store
from worker.wake import Wake


async def check_alone(
    settings: Settings, engine: AsyncEngine, stop: asyncio.Event, listener: events.Listener
) -> None:
    """Check rows on the database that the settings name, until `stop` is set."""
    name = f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:6]}"
    store = Store(engine)
    await store.identity()
    wake = Wake(engine, listener, random.Random())  # noqa: S311 - jitter, not cryptography
    checker = Checker(settings, name, store=store, wake=wake, listener=listener)
    listener(events.CheckingStarted(name))
    async with asyncio.TaskGroup() as group:
        services = [
            group.create_task(wake.run(), name="listen"),
            group.create_task(checker.run(), name="check"),
        ]
        await stop.wait()
        for service in services:
            service.cancel()
    listener(events.WorkerStopped(name))
