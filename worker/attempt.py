"""One attempt on its way: sign and call at the slot → classify → report.

The request timeout ends the waiting, not the reading: the row is reported in doubt, and a later answer
settles it.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from contextlib import suppress
from dataclasses import replace
from functools import partial
from random import Random
from typing import TypeAlias

import orjson

from jobs import lost_files
from jobs.backoff import delay
from jobs.classify import classify
from jobs.outcome import AccountPaused, ApiError, Created, InDoubt, Outcome, Refused, TryAgain
from jobs.references import with_ids
from worker import events
from worker.bilingual import both
from worker.called import ended
from worker.clock import Clock
from worker.errors import DatabaseAwayError
from worker.gate import Gatekeeper
from worker.records import BegunAttempt, OutcomeName, Report
from worker.report import Reporter
from worker.settings import Settings
from worker.tencent.client import Exchange, TencentClient
from worker.tencent.credentials import Credential
from worker.throttle import Slot, Throttle
from worker.verdicts import failure, too_long, without_ids

ACTION = "ChannelCreateFlowGroupByFiles"
BODY_LIMIT = 10 * 1024 * 1024

Overdue: TypeAlias = Callable[[asyncio.Task[None]], None]
Forget: TypeAlias = Callable[[str, Collection[str]], Awaitable[None]]


class Caller:
    """Carries begun attempts of one key to their reports."""

    def __init__(
        self,
        settings: Settings,
        *,
        client: TencentClient,
        credential: Credential,
        throttle: Throttle,
        gatekeeper: Gatekeeper,
        forget: Forget,
        reporter: Reporter,
        clock: Clock,
        listener: events.Listener,
        rng: Random,
    ) -> None:
        self._settings = settings
        self._client = client
        self._credential = credential
        self._throttle = throttle
        self._gatekeeper = gatekeeper
        self._forget = forget  # ids of an account's files that the API does not know any more
        self._reporter = reporter
        self._clock = clock
        self._listener = listener
        self._rng = rng
        self._late: set[asyncio.Task[None]] = set()

    async def run(self, attempt: BegunAttempt, account: str, slot: Slot, overdue: Overdue) -> None:
        """Send at the slot and report; whatever goes wrong, the attempt gets its report.

        `overdue` is told when the request timeout has passed and only a late answer is still read for.
        """
        try:
            await self._run(attempt, account, slot, overdue)
        except Exception as error:  # noqa: BLE001 - a defect of ours must not leave a call without a report
            self._listener(events.Defect("attempt", type(error).__name__))
            kind = type(error).__name__
            text = both(f"{kind} in the worker.", f"工作进程内部出错：{kind}。")
            self._put(attempt, "in_doubt", "Worker.Defect", text)

    def stop_reading(self) -> None:
        """Give up waiting for answers past their timeout; their rows are in doubt already."""
        for task in self._late:
            task.cancel()

    async def _run(self, attempt: BegunAttempt, account: str, slot: Slot, overdue: Overdue) -> None:
        try:
            body = _body(attempt)
        except ValueError:
            self._reporter.put(without_ids(attempt))
            return
        if len(body) > BODY_LIMIT:
            self._reporter.put(too_long(attempt))
            return
        patience = max(slot.instant - self._clock.monotonic(), 0) + self._settings.request_timeout
        task = asyncio.current_task()
        timer = asyncio.get_running_loop().call_later(
            patience, self._read_on, attempt, account, task, overdue
        )
        try:
            exchange = await self._call(attempt, body, slot)
        finally:
            timer.cancel()
        await self._report(attempt, account, exchange)

    def _read_on(
        self,
        attempt: BegunAttempt,
        account: str,
        task: asyncio.Task[None] | None,
        overdue: Overdue,
    ) -> None:
        """Put the row in doubt; the call goes on being read, for a late answer is evidence."""
        seconds = f"{self._settings.request_timeout:g}"
        text = both(f"No answer within {seconds} s.", f"{seconds} 秒内没有应答。")
        self._put(attempt, "in_doubt", "Worker.Timeout", text)
        doubt = InDoubt(ApiError("Worker.Timeout", text))
        self._listener(ended(ACTION, doubt, self._settings.request_timeout))
        if task is not None:
            counted = asyncio.create_task(self._doubt(attempt, account), name="doubt")
            for late in (task, counted):
                self._late.add(late)
                late.add_done_callback(self._late.discard)
            overdue(task)

    async def _call(self, attempt: BegunAttempt, body: bytes, slot: Slot) -> Exchange:
        return await self._client.call(
            ACTION,
            body,
            self._credential,
            attempt.signed_at,
            before_send=partial(self._throttle.admit, slot),
        )

    async def _report(self, attempt: BegunAttempt, account: str, exchange: Exchange) -> None:
        outcome = classify(
            exchange.answer,
            contracts=attempt.contracts or 0,
            internal_error=self._settings.internal_error,
        )
        late = asyncio.current_task() in self._late
        contracts = attempt.contracts or 0
        self._listener(ended(ACTION, outcome, exchange.latency_s, contracts=contracts, late=late))
        if isinstance(outcome, TryAgain) and outcome.why == "throttled":
            self._throttle.refused()
        latency_ms = round(exchange.latency_s * 1000)
        if isinstance(outcome, Refused) and lost_files.says_lost(outcome):
            await self._report_lost(attempt, account, outcome, latency_ms)
            return
        if isinstance(outcome, AccountPaused) or (
            isinstance(outcome, Refused) and attempt.probe_of
        ):
            # What it means for the row is judged first, and no begin may slip in between.
            with suppress(DatabaseAwayError):
                outcome = await self._gatekeeper.judge(account, attempt, outcome)
            self._reporter.put(self._judged(attempt, outcome, latency_ms))
            return
        self._reporter.put(self._judged(attempt, outcome, latency_ms))
        if not (isinstance(outcome, InDoubt) and late):
            with suppress(DatabaseAwayError):
                await self._gatekeeper.judge(account, attempt, outcome)

    async def _report_lost(
        self, attempt: BegunAttempt, account: str, refused: Refused, latency_ms: int
    ) -> None:
        """The API does not know the FileIds: those that stand for references are uploaded anew, once."""
        if attempt.file_ids is None:
            report = self._judged(attempt, lost_files.given(refused), latency_ms)
        else:
            lost = lost_files.from_references(refused, lost_before=attempt.files_lost)
            report = self._judged(attempt, lost, latency_ms)
            if isinstance(lost, TryAgain):
                report = replace(report, files_lost=True, counted=False, delay_s=0)
        self._reporter.put(report)
        if report.files_lost and attempt.file_ids is not None:
            # Only for others: the row itself takes no id from before its report.
            with suppress(DatabaseAwayError):
                await self._forget(account, orjson.loads(attempt.file_ids).values())
        with suppress(DatabaseAwayError):
            await self._gatekeeper.judge(account, attempt, refused)

    async def _doubt(self, attempt: BegunAttempt, account: str) -> None:
        with suppress(DatabaseAwayError):
            doubt = InDoubt(ApiError("Worker.Timeout", ""))
            await self._gatekeeper.judge(account, attempt, doubt)

    def _judged(self, attempt: BegunAttempt, outcome: Outcome, latency_ms: int) -> Report:
        match outcome:
            case Created() as group:
                return Report(
                    *attempt.key,
                    "created",
                    request_id=group.request_id,
                    latency_ms=latency_ms,
                    flow_group_id=group.flow_group_id,
                    flow_ids=group.flow_ids,
                    approvers=group.approvers,
                )
            case TryAgain() as busy:
                delay_s = self._back_off(attempt, busy)
                return failure(
                    attempt,
                    busy.why,
                    busy.error,
                    latency_ms,
                    duplicate_risk=busy.duplicate_risk,
                    counted=not self._gatekeeper.ill,
                    delay_s=delay_s,
                )
            case Refused() as no:
                return failure(attempt, "refused", no.error, latency_ms)
            case InDoubt() as doubt:
                return failure(attempt, "in_doubt", doubt.error, latency_ms)
            case AccountPaused() as pause:
                return failure(attempt, "account_paused", pause.error, latency_ms)

    def _back_off(self, attempt: BegunAttempt, again: TryAgain) -> float:
        if again.error.code == "Worker.SlotMissed":
            return 0
        tries = attempt.attempts if again.why == "transient" else attempt.deferrals + 1
        return delay(tries, self._settings.retry_base, self._settings.retry_max, self._rng)

    def _put(self, attempt: BegunAttempt, outcome: OutcomeName, code: str, message: str) -> None:
        self._reporter.put(failure(attempt, outcome, ApiError(code, message)))


def _body(attempt: BegunAttempt) -> bytes:
    """The bytes to sign.

    Raises:
        ValueError: a reference has no id.
    """
    if attempt.file_ids is None:
        return attempt.body
    return with_ids(attempt.body, orjson.loads(attempt.file_ids))
