"""Runs a worker until it is told to stop, or until every row is final."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from sqlalchemy.ext.asyncio import AsyncEngine

from worker import events
from worker.app import WorkerApp
from worker.bilingual import both
from worker.check.alone import check_alone
from worker.database import WORKER_SESSION, open_database
from worker.errors import DatabaseAwayError, FlowgroupError
from worker.ops.failure import connected
from worker.ops.language import language
from worker.ops.logs import logging_listener
from worker.ops.memory import settle_memory
from worker.ops.quiet import libraries_heard
from worker.ops.web.serve import require_guarded, serving
from worker.ops.web.watch import Watch
from worker.settings import Settings
from worker.store import Store
from worker.tencent.credentials import load

_NAMED: Final = 20
_LAST_WORDS: Final = {
    "en": (
        "flowgroup: ended at once by a second signal: {}",
        "calls in flight: {calls}; a worker that runs puts their rows in doubt within {lease:g} s: {jobs}",
        "nothing was in flight",
    ),
    "zh-CN": (
        "flowgroup: 收到第二个信号，立即结束：{}",
        "在途调用 {calls} 个；运行中的工作进程会在 {lease:g} 秒内将其行转为 in_doubt：{jobs}",
        "没有在途调用",
    ),
}


class InFlight:
    """Listens for what a sudden end would leave in doubt: attempts begun whose report is not written.

    `started`: whether the worker came to work at all.
    """

    def __init__(self) -> None:
        self.started = False
        self._open: set[tuple[int, int]] = set()

    def __call__(self, event: events.Event) -> None:
        """Take an event."""
        match event:
            case events.WorkerStarted():
                self.started = True
            case events.Begun():
                self._open.add((event.job_id, event.attempt_no))
            case events.Finished() | events.ReportRefused():
                self._open.discard((event.job_id, event.attempt_no))
            case _:
                pass

    def __len__(self) -> int:
        """Count them."""
        return len(self._open)

    @property
    def jobs(self) -> str:
        """Name their rows, the first ones of many."""
        ids = sorted({job_id for job_id, _ in self._open})
        return ", ".join([*map(str, ids[:_NAMED]), *(["..."] if len(ids) > _NAMED else [])])


def require_credentials(home: Path) -> None:
    """Refuse to start where nothing could ever be signed.

    Raises:
        FlowgroupError: there is neither a key in the environment nor a profile file.
        CredentialError: what is there cannot be used.
    """
    profile = home / ".tencentcloud" / "credentials"
    if load("default", os.environ, home) is None and not profile.exists():
        msg = both(
            "There are no credentials: set TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY, "
            f"or write section [default] into {profile}.",
            "没有密钥：请设置 TENCENTCLOUD_SECRET_ID 和 TENCENTCLOUD_SECRET_KEY，"
            f"或在 {profile} 中写入 [default] 段。",
        )
        raise FlowgroupError(msg)


async def run_worker(settings: Settings, *, drain: bool) -> None:
    """Work until SIGTERM or SIGINT; with `drain` until every row is final, then print the counts.

    Raises:
        FlowgroupError: it cannot start, or a drain cannot end by itself.
    """
    home = Path.home()
    require_credentials(home)
    require_guarded(settings, os.environ)
    log, in_flight = _log(settings), InFlight()
    async with _beside(settings, log, sends=True) as (known, engine, watch):

        def listen(event: events.Event) -> None:
            in_flight(event)
            log(event)
            watch.listen(event)

        settle_memory()
        stop = asyncio.Event()
        _on_signals(stop, in_flight, settings)
        worker = WorkerApp(
            known, engine, environ=os.environ, home=home, listener=listen, check=True
        )
        watch.refuses, watch.stopping = (lambda: worker.refuses), stop.is_set
        try:
            await worker.run(stop, drain=drain)
        finally:
            if drain and in_flight.started:
                await _print_counts(Store(engine))


async def run_checks(settings: Settings) -> None:
    """Check rows as they arrive, and send none, until SIGTERM or SIGINT."""
    require_guarded(settings, os.environ)
    log = _log(settings)
    async with _beside(settings, log, sends=False) as (known, engine, watch):
        stop = asyncio.Event()
        watch.stopping = stop.is_set
        _on_signals(stop, InFlight(), settings)
        await check_alone(known, engine, stop, log)


@asynccontextmanager
async def _beside(
    settings: Settings, log: events.Listener, *, sends: bool
) -> AsyncIterator[tuple[Settings, AsyncEngine, Watch]]:
    """Yield what a worker stands on: its database first, then its pages, which end before it."""
    with libraries_heard(log):
        async with (
            found(settings, WORKER_SESSION) as (known, engine),
            serving(known, os.environ, log, sends=sends) as watch,
        ):
            yield known, engine, watch


def _log(settings: Settings) -> events.Listener:
    return logging_listener(settings.log, sys.stderr, language(settings, os.environ))


@asynccontextmanager
async def found(
    settings: Settings, session: Mapping[str, str]
) -> AsyncIterator[tuple[Settings, AsyncEngine]]:
    """Yield an engine, and the settings with the URL of its server, for processes beside this one.

    Raises:
        SettingsError: the URL cannot be used.
        DatabaseError: the database is away, or its schema behind or ahead.
    """
    async with open_database(settings.database_url) as url:
        known = settings.model_copy(update={"database_url": url})
        async with connected(known, session) as engine:
            yield known, engine


def _on_signals(stop: asyncio.Event, in_flight: InFlight, settings: Settings) -> None:
    say = _LAST_WORDS[language(settings, os.environ)]

    def heard() -> None:
        if not stop.is_set():
            stop.set()
            return
        left = say[1 if in_flight else 2].format(
            calls=len(in_flight), jobs=in_flight.jobs, lease=settings.lease
        )
        line = say[0].format(left)
        print(line, file=sys.stderr, flush=True)  # noqa: T201 - the last words of a process
        os._exit(1)

    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, heard)


async def _print_counts(store: Store) -> None:
    try:
        counts = await store.counts()
    except DatabaseAwayError:
        return
    names = ("succeeded", "failed", "invalid", "in_doubt")
    parts = (f"{name.replace('_', ' ')} {counts.get(name, (0, 0))[0]}" for name in names)
    print(", ".join(parts), flush=True)  # noqa: T201 - the command's result
