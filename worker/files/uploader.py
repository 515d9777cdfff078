"""Sees to it that the API knows the files of a row, for the rows next in line and ahead of their slots."""

import asyncio
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from random import Random
from typing import Final, Self

from jobs.references import Agent, agent_of, references
from worker import events
from worker.clock import Clock
from worker.files.cache import FileCache, FileKey
from worker.files.content import Content, Files
from worker.files.fault import FileRefusedError, FilesAwayError
from worker.files.prepared import Prepared, Trouble, Upload, away
from worker.files.transfer import Source, Transfer
from worker.files.uploads import Uploads
from worker.settings import Settings
from worker.store import Store
from worker.tencent.client import TencentClient
from worker.tencent.credentials import Credential
from worker.throttle import Throttle

FRESH: Final = (
    30.0  # s that an id must still live, so that the create that names it arrives in time
)


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
        self.throttle = throttle
        self._files = files
        self._cache = FileCache(store, worker, min(FRESH, settings.file_id_ttl / 4))
        # One reads and encodes for all: several, at Python's one lock, would make the loop and its slots late.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="files")
        transfer = Transfer(files, client, credential, throttle, self._thread, clock)
        self._uploads = Uploads(
            settings, cache=self._cache, transfer=transfer, clock=clock, listener=listener, rng=rng
        )

    async def __aenter__(self) -> Self:
        """Do nothing yet."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Give up what is under way; its claims are released."""
        await self._uploads.give_up()
        self._thread.shutdown(wait=False)

    async def prepare(self, account: str, body: bytes) -> Prepared:
        """Return an id for each reference of a payload, or why there is none; may take as long as its uploads.

        May be called for the rows next in line at the same time. Cancelled, it leaves the uploads going.

        Raises:
            DatabaseAwayError: nothing is known of ids, claims and slots.
            ValueError: the payload is no JSON that can be read.
        """
        wanted = references(body)
        if not wanted:
            return Prepared()
        contents, troubles = await self._contents(account, wanted)
        agent = agent_of(body)
        uploads = await self._ids(account, agent, contents)
        ready = {reference: uploads[content.sha256] for reference, content in contents.items()}
        return Prepared(
            {name: got for name, got in ready.items() if isinstance(got, Upload)},
            troubles | {n: got for n, got in ready.items() if not isinstance(got, Upload)},
        )

    async def forget(self, prepared: Prepared) -> None:
        """Note that the API does not know a row's ids any more: they are uploaded again when next prepared."""
        for upload in {upload.key: upload for upload in prepared.uploads.values()}.values():
            await self._cache.forget(upload.key, upload.file_id)

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

    async def _ids(
        self, account: str, agent: Agent, contents: Mapping[str, Content]
    ) -> dict[str, Upload | Trouble]:
        """Return by SHA-256 the ids of contents; those that nobody has are uploaded."""
        sources = {
            content.sha256: Source(account, reference, agent, content)
            for reference, content in contents.items()
        }
        keys = {sha256: FileKey(account, agent.fingerprint, sha256) for sha256 in sources}
        known = await self._cache.find(account, agent.fingerprint, sources) if sources else {}
        got: dict[str, Upload | Trouble] = {
            sha256: Upload(keys[sha256], found.file_id)
            for sha256, found in known.items()
            if found.file_id is not None
        }
        wanting = [sha256 for sha256 in sources if sha256 not in got]
        obtained = [self._uploads.obtain(keys[sha256], sources[sha256]) for sha256 in wanting]
        return got | dict(zip(wanting, await asyncio.gather(*obtained), strict=True))
