"""One upload, by the worker that has claimed it: open → hash → slot → send → what the answer means."""

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import Executor
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import BinaryIO, Final

from jobs.answer import NoAnswer, NotSent
from jobs.outcome import TryAgain
from jobs.references import Agent
from jobs.upload import Stored, UploadOutcome, classify_upload
from worker.clock import Clock
from worker.files.content import Content, Files
from worker.files.fault import CHANGING, FILE, FilesAwayError
from worker.tencent.client import Exchange, TencentClient
from worker.tencent.credentials import Credential
from worker.tencent.upload import ACTION, ContentChangedError, UploadBody
from worker.throttle import Throttle

_MISSED: Final = NotSent("Worker.SlotMissed")


@dataclass(frozen=True, slots=True)
class Source:
    """What is uploaded: the bytes that a reference of an account means, for an agent."""

    account: str
    reference: str
    agent: Agent
    content: Content


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of it.

    Attributes:
        outcome: What the answer means.
        began: When the first byte left, at the latest; epoch seconds by the database's clock.
        took: Seconds from there to the answer.
        life: Seconds of the id as the API said.
    """

    outcome: UploadOutcome
    began: float = 0
    took: float = 0
    life: float | None = None


class Transfer:
    """Uploads with one calling key.

    Args:
        files: Where the bytes come from.
        client: Open, of the file host.
        credential: Who calls.
        throttle: Slots of UploadFiles.
        thread: Where the disk is waited for.
        clock: This machine's.

    Attributes:
        began: Anything was to leave; the slots have their row.
    """

    def __init__(
        self,
        files: Files,
        client: TencentClient,
        credential: Credential,
        throttle: Throttle,
        thread: Executor,
        clock: Clock,
    ) -> None:
        self._files = files
        self._client = client
        self._credential = credential
        self._throttle = throttle
        self._thread = thread
        self._clock = clock
        self._turns = asyncio.Lock()
        self.began = False

    async def send(self, source: Source, now: float, seconds: float) -> Sent:
        """Upload, within so many seconds from `now`, the database's epoch seconds.

        Raises:
            FileRefusedError: the file is no longer one that can be uploaded.
            FilesAwayError: it cannot be read now, or changes.
            DatabaseAwayError: there are no slots.
        """
        ahead = now - self._clock.monotonic()
        try:
            async with asyncio.timeout(seconds), self._opened(source) as file:
                exchange = await self._send(source, file, ahead)
                began = ahead + self._clock.monotonic() - exchange.latency_s
        except TimeoutError:
            return Sent(classify_upload(NoAnswer("Worker.Timeout")))
        outcome = classify_upload(exchange.answer)
        if isinstance(outcome, TryAgain) and outcome.why == "throttled":
            self._throttle.refused()
        return Sent(outcome, began, exchange.latency_s, _life(outcome, exchange))

    async def _send(self, source: Source, file: BinaryIO, ahead: float) -> Exchange:
        """Send; the database's clock is so many seconds ahead of this process's."""
        content = source.content
        body = UploadBody(source.agent.body, file, content.sha256, content.size, self._thread)
        exchange = Exchange(_MISSED)
        try:
            await body.hash()
            while exchange.answer == _MISSED and not body.changed:
                signed_at = int(ahead + self._clock.monotonic())
                exchange = await self._client.upload(
                    ACTION, body, self._credential, signed_at, before_send=self._turn
                )
        except ContentChangedError:
            pass
        except OSError as error:
            raise FilesAwayError(FILE, error) from None
        if body.changed:
            self._files.mistrust(source.account, source.reference)
            raise FilesAwayError(CHANGING)
        return exchange

    async def _turn(self) -> bool:
        """Wait for a slot with a connection in hand: an upload that still had to connect would miss it."""
        async with self._turns:
            if not self.began:
                await self._throttle.steer()
                self.began = True
            slots = await self._throttle.reserve(1)
            return slots is not None and await self._throttle.admit(slots.slot(0))

    @asynccontextmanager
    async def _opened(self, source: Source) -> AsyncIterator[BinaryIO]:
        """Open and close where the disk may be slow; nothing stays open, not even of a cancelled upload."""
        held = ExitStack()
        file = self._files.open(source.account, source.reference)
        opening = self._thread.submit(held.enter_context, file)
        try:
            yield await asyncio.wrap_future(opening)
        finally:
            opening.add_done_callback(lambda _: self._close(held))

    def _close(self, held: ExitStack) -> None:
        try:
            self._thread.submit(held.close)
        except RuntimeError:  # no thread any more: the worker ends
            held.close()


def _life(outcome: UploadOutcome, exchange: Exchange) -> float | None:
    """Seconds that the API gives the id, by its own clock; None where it does not say, or not credibly."""
    if not isinstance(outcome, Stored) or not outcome.deadline or exchange.server_date is None:
        return None
    life = outcome.deadline - exchange.server_date
    return life if life > 0 else None
