"""What the runtime tells of the files that rows refer to; the others stand in events.py."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FileUploaded:
    """The API took a file of the account."""

    account: str
    size: int
    latency_ms: int


@dataclass(frozen=True, slots=True)
class FileNotUploaded:
    """A file of the account could not be uploaded; `code` is the API's, `Worker.*`, or the rule it broke."""

    account: str
    code: str


@dataclass(frozen=True, slots=True)
class FilesAway:
    """Files of the account cannot be read; its rows that refer to some wait until one can. `reason` names no file."""

    account: str
    reason: str


@dataclass(frozen=True, slots=True)
class FilesReady:
    """So many rows have ids for all their files and are due as any other."""

    jobs: int


@dataclass(frozen=True, slots=True)
class FilesFailed:
    """A row ended because of its files, before any call: invalid, or failed with the code of its upload."""

    job_id: int
    status: str
    error_code: str | None
