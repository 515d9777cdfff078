"""Which FileIds are known, to whom they belong and until when; contents are not kept.

Source: UploadFiles (an id lives about an hour, and may be used again within it) and the error code list.
"""

from collections.abc import Sequence
from typing import NamedTuple

from worker.emulator.call import Body
from worker.emulator.ids import resource_id
from worker.emulator.refusal import refuse


class _File(NamedTuple):
    owner: tuple[object, object]
    until: float


class FileStore:
    """The uploaded files; instants are epoch seconds."""

    def __init__(self) -> None:
        self._files: dict[str, _File] = {}

    def put(self, body: Body, until: float) -> str:
        """Take a file for the request's Agent; return its id."""
        file_id = resource_id()
        self._files[file_id] = _File(_owner(body), until)
        return file_id

    def clear(self) -> None:
        """Forget all files."""
        self._files.clear()

    def check(self, body: Body, flows: Sequence[Body], now: float) -> None:
        """See that the request's files are there for its Agent.

        Raises:
            Refusal: an id is not known, expired, or another's.
        """
        for index, flow in enumerate(flows):
            file_ids = flow.get("FileIds")
            path = ("FlowFileInfos", index, "FileIds")
            for file_id in file_ids if isinstance(file_ids, list) else []:
                file = self._files.get(str(file_id))
                if file is None:
                    refuse("ResourceNotFound.File", "there is no such file", *path)
                if file.until <= now:
                    refuse("InvalidParameter.DataNotFound", "the file has expired", *path)
                if file.owner != _owner(body):
                    refuse("OperationDenied.ErrNoResourceAccess", "the file is another's", *path)


def _owner(body: Body) -> tuple[object, object]:
    agent = body.get("Agent")
    fields = agent if isinstance(agent, dict) else {}
    return fields.get("AppId"), fields.get("ProxyOrganizationOpenId")
