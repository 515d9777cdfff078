"""The files of a row on their way to ids."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from jobs.outcome import AccountPaused, ApiError, Refused, TryAgain
from worker.files.cache import FileKey
from worker.files.fault import FileRefusedError, FilesAwayError

Trouble: TypeAlias = FileRefusedError | TryAgain | Refused | AccountPaused


@dataclass(frozen=True, slots=True)
class Upload:
    """A content that the API knows by an id."""

    key: FileKey
    file_id: str


@dataclass(frozen=True, slots=True)
class Prepared:
    """The files of one row.

    Attributes:
        uploads: By reference, what can be sent.
        troubles: By reference, why there is no id: FileRefusedError and Refused blame the file, TryAgain nobody,
            AccountPaused the account.
    """

    uploads: Mapping[str, Upload] = field(default_factory=dict)
    troubles: Mapping[str, Trouble] = field(default_factory=dict, repr=False)

    @property
    def ids(self) -> dict[str, str]:
        """The ids by reference, as `jobs.references.with_ids` takes them."""
        return {reference: upload.file_id for reference, upload in self.uploads.items()}


def away(error: FilesAwayError) -> TryAgain:
    """Say that it is nobody's fault, and why."""
    message = f"The files cannot be read now: {error.reason}."
    return TryAgain("not_sent", ApiError("Worker.FilesAway", message), duplicate_risk=False)
