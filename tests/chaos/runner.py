"""A worker with a flaw or a weakness of its own, for campaigns only: `python -m tests.chaos.runner MODE`.

requeue     takes "deadline passed" for "not sent": the error of many queues
stop-begun  stops itself (SIGSTOP) right after each begin, before anything is signed or sent
stop-door   stops itself when it may send, before the first byte
stop-sent   stops itself when the request has just left, before its answer
stop-unconfirmed  stops itself when a begin has committed, and then takes the answer for lost
wall=S      has a wall clock that is S seconds ahead
statement-timeout=S  gives the database S seconds for a statement

The stops are for one call each, and only after SIGUSR1 has asked for the next one.
"""

import asyncio
import os
import signal
import sys
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from pathlib import Path
from typing import Final
from unittest.mock import patch

from sqlalchemy import TextClause, text

from worker import database, events, store
from worker.app import WorkerApp
from worker.clock import SystemClock
from worker.database import WORKER_SESSION, make_engine
from worker.errors import DatabaseAwayError
from worker.ops.logs import logging_listener
from worker.records import Begin, BegunAttempt
from worker.settings import load_settings
from worker.throttle import Slot, Throttle

SENT: Final = 0.03  # s after which a request has left this process for sure
_REQUEUE: Final = text("""
UPDATE flowgroup.jobs j SET status = 'pending', updated_at = now()
FROM flowgroup.attempts a
WHERE j.status = 'sending' AND a.job_id = j.id AND a.attempt_no = j.attempt_no
  AND a.send_deadline < coalesce(CAST(:now AS timestamptz), now())
RETURNING j.id AS job_id, j.attempt_no, a.worker
""")
_admit = Throttle.admit
_begin = store.Store.begin
_statement = store.statement
_wall = SystemClock.wall


class Trap:
    """Stops this process once, after it was set."""

    def __init__(self) -> None:
        self._set = False

    def set(self) -> None:
        """Stop at the next occasion."""
        self._set = True
        sys.stderr.write("armed\n")
        sys.stderr.flush()

    def spring(self) -> bool:
        """Stand still until somebody sends SIGCONT; tell whether it was set."""
        was_set, self._set = self._set, False
        if was_set:
            os.kill(os.getpid(), signal.SIGSTOP)
        return was_set


TRAP: Final = Trap()


async def _stop_at_the_door(throttle: Throttle, slot: Slot) -> bool:
    wanted = await _admit(throttle, slot)
    if wanted:
        TRAP.spring()
    return wanted


async def _stop_when_sent(throttle: Throttle, slot: Slot) -> bool:
    wanted = await _admit(throttle, slot)
    if wanted:
        asyncio.get_running_loop().call_later(SENT, TRAP.spring)
    return wanted


async def _lose_the_answer(of: store.Store, begin: Begin) -> list[BegunAttempt]:
    attempts = await _begin(of, begin)
    if attempts and TRAP.spring():
        raise DatabaseAwayError(ConnectionError.__name__, None)
    return attempts


def _flaw(mode: str) -> AbstractContextManager[object]:
    name, _, value = mode.partition("=")
    flaws: dict[str, tuple[object, str, object]] = {
        "requeue": (store, "statement", _requeueing),
        "stop-door": (Throttle, "admit", _stop_at_the_door),
        "stop-sent": (Throttle, "admit", _stop_when_sent),
        "stop-unconfirmed": (store.Store, "begin", _lose_the_answer),
        "statement-timeout": (database, "STATEMENT_TIMEOUT", float(value or 0)),
        "wall": (SystemClock, "wall", lambda clock: _wall(clock) + float(value)),
    }
    if name not in flaws:
        return nullcontext()
    target, attribute, flaw = flaws[name]
    return patch.object(target, attribute, flaw)


def _requeueing(name: str) -> TextClause:
    return _REQUEUE if name == "reap" else _statement(name)


def _stop_when_begun(listen: events.Listener, event: events.Event) -> None:
    listen(event)
    if isinstance(event, events.Begun):
        TRAP.spring()


async def _run(mode: str) -> None:
    settings = load_settings()
    engine = make_engine(settings.database_url, session=WORKER_SESSION)
    listener: events.Listener = logging_listener(settings.log, sys.stderr)
    if mode == "stop-begun":
        listener = partial(_stop_when_begun, listener)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    loop.add_signal_handler(signal.SIGUSR1, TRAP.set)
    worker = WorkerApp(settings, engine, environ=os.environ, home=Path.home(), listener=listener)
    try:
        await worker.run(stop)
    finally:
        await engine.dispose()


if __name__ == "__main__":
    with _flaw(sys.argv[1]):
        asyncio.run(_run(sys.argv[1]))
