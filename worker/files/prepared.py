"""The files of a row on their way to ids."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, TypeAlias

from jobs.outcome import AccountPaused, ApiError, Refused, TryAgain
from worker.bilingual import both, spoken
from worker.files.cache import FileKey
from worker.files.fault import FileRefusedError, FilesAwayError

FILES_AWAY: Final = "Worker.FilesAway"
AWAY: Final = 5.0  # s between two looks for files that cannot be read


@dataclass(frozen=True, slots=True)
class Later(TryAgain):
    """No id now: tried again after `wait` seconds; `failures` tries in a row speak against the file itself."""

    wait: float = 0
    failures: int = 0


Trouble: TypeAlias = FileRefusedError | Later | Refused | AccountPaused


@dataclass(frozen=True, slots=True)
class Upload:
    """A content that the API knows by an id.

    Attributes:
        uploaded_at: When its upload began, at the latest; on the database's clock, as is the next.
        valid_until: Until when it may be used.
    """

    key: FileKey
    file_id: str
    uploaded_at: datetime
    valid_until: datetime

    def is_newer_than(self, after: datetime | None) -> bool:
        """Whether it was uploaded after an instant; to None any was."""
        return after is None or self.uploaded_at > after


@dataclass(frozen=True, slots=True)
class Prepared:
    """The files of one row.

    Attributes:
        uploads: By reference, what can be sent.
        troubles: By reference, why there is no id: FileRefusedError and Refused blame the file, Later nobody,
            AccountPaused the account.
    """

    uploads: Mapping[str, Upload] = field(default_factory=dict)
    troubles: Mapping[str, Trouble] = field(default_factory=dict, repr=False)

    @property
    def ids(self) -> dict[str, str]:
        """The ids by reference, as `jobs.references.with_ids` takes them."""
        return {reference: upload.file_id for reference, upload in self.uploads.items()}

    @property
    def until(self) -> datetime | None:
        """Until when all of them may be used; None without any."""
        return min((upload.valid_until for upload in self.uploads.values()), default=None)


def away(error: FilesAwayError) -> Later:
    """Say that it is nobody's fault, and why."""
    text = both(
        f"The files cannot be read now: {spoken(error.reason, 'en')}.",
        f"暂时无法读取文件：{spoken(error.reason, 'zh-CN')}。",
    )
    return Later("not_sent", ApiError(FILES_AWAY, text), duplicate_risk=False, wait=AWAY)
