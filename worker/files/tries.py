"""How often each content failed in a row, as this process saw it, and whether that speaks against the content."""

from collections import Counter
from random import Random

from jobs.backoff import delay
from jobs.outcome import ApiError, TryAgain
from jobs.upload import Stored, UploadOutcome
from worker.bilingual import both
from worker.files.cache import FileKey
from worker.files.prepared import Later
from worker.health import Endpoint
from worker.settings import Settings

_UNKNOWN = ApiError(
    "Worker.UploadWaits",
    both(
        "Another worker's upload of the file failed, or its id was replaced a moment ago; it is uploaded again soon.",
        "其他工作进程上传该文件失败，或其 FileId 刚更换过；稍后重新上传。",
    ),
)


class Tries:
    """Counts and remembers failures; while half of all uploads fail, the file host is ill and nothing counts."""

    def __init__(self, settings: Settings, rng: Random) -> None:
        self._base = settings.retry_base
        self._longest = settings.retry_max
        self._rng = rng
        self._failed = Counter[FileKey]()
        self._counted = Counter[FileKey]()
        self._last: dict[FileKey, ApiError] = {}
        self._host = Endpoint()

    def back_off(self, key: FileKey) -> float:
        """Count a failure of whatever kind; return seconds until the next try."""
        self._failed[key] += 1
        return delay(self._failed[key], self._base, self._longest, self._rng)

    def later(self, key: FileKey, again: TryAgain, wait: float) -> Later:
        """Return what a failed try means for the rows that waited for it."""
        self.learn(again)
        if again.why == "transient" and not self._host.ill:
            self._counted[key] += 1
        self._last[key] = again.error
        return Later(again.why, again.error, again.duplicate_risk, wait, self._counted[key])

    def resting(self, key: FileKey, wait: float) -> Later:
        """Return what a back-off means for a row that comes meanwhile: it waits, and nothing has been tried for it."""
        return Later("not_sent", self._last.get(key, _UNKNOWN), duplicate_risk=False, wait=wait)

    def succeeded(self, key: FileKey, stored: Stored) -> None:
        """Forget the failures of a content."""
        self.learn(stored)
        for known in (self._failed, self._counted, self._last):
            known.pop(key, None)

    def learn(self, outcome: UploadOutcome) -> None:
        """Take any outcome; a host that is well again was the cause of what failed."""
        if self._host.learn(outcome) and not self._host.ill:
            self._counted.clear()
