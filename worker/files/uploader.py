"""Sees to it that the API knows the files of a row, for the rows next in line and ahead of their slots."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from random import Random
from typing import Final, Self

from jobs.references import Agent, agent_of, references
from worker import events
from worker.clock import Clock
from worker.files.cache import FileCache, FileKey
from worker.files.content import Content, Files
from worker.files.fault import FileRefusedError, FilesAwayError
from worker.files.horizon import fresh
from worker.files.prepared import Prepared, Trouble, Upload, away
from worker.files.transfer import Source, Transfer
from worker.files.uploads import Uploads
from worker.settings import Settings
from worker.store import Store
from worker.tencent.client import TencentClient
from worker.tencent.credentials import Credential
from worker.throttle import Throttle

AT_ONCE: Final = 2  # rows whose files are looked up at a time: the loop, and its slots, stay free


class Uploader:
    """The uploads of one calling key; an async context manager. Its client is to be open."""

    def __init__(
        self,
        settings: Settings,
        *,
        store: Store,
        worker: str,
        files: Files,
        client: TencentClient,
        credential: Credential,
        throttle: Throttle,
        clock: Clock,
        listener: events.Listener,
        rng: Random,
    ) -> None:
        self._throttle = throttle
        self._files = files
        self._cache = FileCache(store, worker, fresh(settings.file_id_ttl))
        self._looking = asyncio.Semaphore(AT_ONCE)

        # One reads and encodes for all: several, at Python's one lock, would make the loop and its slots late.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="files")
        self._transfer = Transfer(files, client, credential, throttle, self._thread, clock)
        self._uploads = Uploads(
            settings,
            cache=self._cache,
            transfer=self._transfer,
            clock=clock,
            listener=listener,
            rng=rng,
        )

    async def __aenter__(self) -> Self:
        """Do nothing yet."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Give up what is under way; its claims are released."""
        await self._uploads.give_up()
        self._thread.shutdown(wait=False)

    async def prepare(self, account: str, body: bytes, after: datetime | None = None) -> Prepared:
        """Return an id for each reference of a payload, or why there is none; may take as long as its uploads.

        A row whose ids the API did not know gets only those that were uploaded `after` it said so.
        May be called for the rows next in line at the same time. Cancelled, it leaves the uploads going.

        Raises:
            DatabaseAwayError: nothing is known of ids, claims and slots.
            ValueError: the payload is no JSON that can be read.
        """
        async with self._looking:
            wanted = references(body)
            if not wanted:
                return Prepared()
            agent = agent_of(body)
            contents, troubles = await self._contents(account, wanted)
            known = await self._known(account, agent, contents, after)
        uploads = known | await self._uploaded(account, agent, contents, known, after)
        ready = {reference: uploads[content.sha256] for reference, content in contents.items()}
        return Prepared(
            {name: got for name, got in ready.items() if isinstance(got, Upload)},
            troubles | {n: got for n, got in ready.items() if not isinstance(got, Upload)},
        )

    async def forget(self, account: str, file_ids: Collection[str]) -> None:
        """Note that the API does not know ids any more: their contents are uploaded again when next prepared.

        Ids that have just replaced lost ones are believed for a moment: if those are refused too, something else may
        be missing, and others use them on.

        Raises:
            DatabaseAwayError: it is not noted.
        """
        await self._cache.forget(account, file_ids)

    async def steer(self) -> None:
        """Bring the counts of its slots to the shared row, once anything was uploaded.

        Raises:
            DatabaseAwayError: it does not take them.
        """
        if self._transfer.began:
            await self._throttle.steer()

    async def _contents(
        self, account: str, wanted: Sequence[str]
    ) -> tuple[dict[str, Content], dict[str, Trouble]]:
        loop = asyncio.get_running_loop()
        reads = [partial(self._files.content, account, reference) for reference in wanted]
        found = await asyncio.gather(
            *(loop.run_in_executor(self._thread, read) for read in reads), return_exceptions=True
        )
        contents: dict[str, Content] = {}
        troubles: dict[str, Trouble] = {}
        for reference, what in zip(wanted, found, strict=True):
            match what:
                case Content():
                    contents[reference] = what
                case FileRefusedError():
                    troubles[reference] = what
                case FilesAwayError():
                    troubles[reference] = away(what)
                case BaseException():
                    raise what
        return contents, troubles

    async def _known(
        self,
        account: str,
        agent: Agent,
        contents: Mapping[str, Content],
        after: datetime | None,
    ) -> dict[str, Upload | Trouble]:
        """Return by SHA-256 the contents that have an id."""
        sha256s = {content.sha256 for content in contents.values()}
        if not sha256s:
            return {}
        known = await self._cache.find(account, agent.fingerprint, sha256s, after)
        return {
            sha256: Upload(FileKey(account, agent.fingerprint, sha256), *found.usable)
            for sha256, found in known.items()
            if found.usable is not None
        }

    async def _uploaded(
        self,
        account: str,
        agent: Agent,
        contents: Mapping[str, Content],
        known: Mapping[str, Upload | Trouble],
        after: datetime | None,
    ) -> dict[str, Upload | Trouble]:
        """Upload the contents that have none."""
        wanting = {
            content.sha256: Source(account, reference, agent, content)
            for reference, content in contents.items()
            if content.sha256 not in known
        }
        obtained = [
            self._uploads.obtain(FileKey(account, agent.fingerprint, sha256), source, after)
            for sha256, source in wanting.items()
        ]
        return dict(zip(wanting, await asyncio.gather(*obtained), strict=True))
