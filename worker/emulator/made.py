"""What an action did, and the answer that says so."""

from typing import NamedTuple, TypedDict

from worker.emulator.call import Body


class Record(TypedDict):
    """What the ledger keeps of it."""

    flow_group_id: str | None
    flow_ids: list[str]
    file_ids: list[str]
    sha256s: list[str]


class Made(NamedTuple):
    """A group that exists now, or files that are stored now."""

    response: Body
    flow_group_id: str | None = None
    flow_ids: tuple[str, ...] | list[str] = ()
    file_ids: tuple[str, ...] | list[str] = ()
    sha256s: tuple[str, ...] | list[str] = ()

    def record(self) -> Record:
        """Take out what the ledger keeps."""
        return {
            "flow_group_id": self.flow_group_id,
            "flow_ids": list(self.flow_ids),
            "file_ids": list(self.file_ids),
            "sha256s": list(self.sha256s),
        }
