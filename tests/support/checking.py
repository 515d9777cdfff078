"""A checker beside a test's database, whole or with a weakness for some rows."""

import asyncio
import os
import random
import signal
import sys
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from unittest.mock import patch

from sqlalchemy.ext.asyncio import AsyncEngine

from jobs.payload import Fault, faults_of
from tests.support.workers import Seen
from worker.check import judge, process
from worker.check.__main__ import main
from worker.check.checker import COMMAND, Checker
from worker.settings import Settings
from worker.store import Store
from worker.wake import Wake

WEAK: Sequence[str] = (sys.executable, "-m", "tests.support.checking")


@asynccontextmanager
async def checking(
    engine: AsyncEngine,
    url: str,
    *,
    worker: str = "worker-1",
    files_root: Path | None = None,
    command: Sequence[str] = COMMAND,
) -> AsyncIterator[Seen]:
    """Run a checker; yield what it tells."""
    seen = Seen()
    wake = Wake(engine, seen, random.Random(1))
    settings = Settings(database_url=url, files_root=files_root)
    checker = Checker(
        settings, worker, store=Store(engine), wake=wake, listener=seen, command=command
    )
    tasks = [asyncio.create_task(checker.run()), asyncio.create_task(wake.run())]
    try:
        yield seen
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def weak(
    texts: Iterable[str], *, now: float, earliest: Iterable[float] | None = None
) -> list[list[Fault]]:
    """Judge as the check does, but die or hang over payloads that say so."""
    once = Path.home() / "once"
    for text in texts:
        if "ONCE" in text and not once.exists():
            once.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        if "KILLS" in text:
            os.kill(os.getpid(), signal.SIGKILL)
        while "HANGS" in text:
            pass
        if "GROWS" in text:
            bytearray(8 << 30)
    return faults_of(texts, now=now, earliest=earliest)


if __name__ == "__main__":
    with patch.object(judge, "faults_of", weak), patch.object(process, "PATIENCE", 0.2):
        main()
