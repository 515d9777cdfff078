"""Looks at files for the check, and never longer than it may: a share that hangs keeps no verdict from other rows."""

import time
from concurrent.futures import Future
from threading import Thread
from typing import Final

from worker.files.content import Files
from worker.files.fault import FileRefusedError, FilesAwayError

PATIENCE: Final = 3.0  # s for the files of one batch, less than a turn; a look takes 0.1 ms


class Looking:
    """Remembers what was seen during a batch. What could not be looked at in time is nobody's fault: the upload tells.

    While a look hangs, none is begun: one thread at most waits for a share that is gone.
    """

    def __init__(self, files: Files, patience: float = PATIENCE) -> None:
        self._files = files
        self._patience = self._left = patience
        self._seen: dict[tuple[str, str], FileRefusedError | None] = {}
        self._hanging: Future[FileRefusedError | None] | None = None

    def start(self) -> None:
        """Begin another batch."""
        self._seen.clear()
        self._left = self._patience

    def look(self, account: str, reference: str) -> FileRefusedError | None:
        """Return why the reference could not be uploaded, as far as that can be seen now."""
        key = account, reference
        if key not in self._seen:
            self._seen[key] = self._in_time(*key)
        return self._seen[key]

    def _in_time(self, account: str, reference: str) -> FileRefusedError | None:
        if self._left <= 0 or (self._hanging and not self._hanging.done()):
            return None
        found: Future[FileRefusedError | None] = Future()
        begun = time.monotonic()
        Thread(target=self._fill, args=(found, account, reference), daemon=True).start()
        try:
            return found.result(self._left)
        except TimeoutError:
            self._hanging = found
            return None
        finally:
            self._left -= time.monotonic() - begun

    def _fill(self, found: Future[FileRefusedError | None], account: str, reference: str) -> None:
        try:
            found.set_result(self._check(account, reference))
        except Exception as error:  # noqa: BLE001 - raised again where it is waited for
            found.set_exception(error)

    def _check(self, account: str, reference: str) -> FileRefusedError | None:
        try:
            self._files.check(account, reference)
        except FileRefusedError as refusal:
            return refusal
        except FilesAwayError:
            return None
        return None
