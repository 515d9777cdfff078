"""One call as it came in."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import orjson

Body = dict[str, object]


@dataclass(slots=True, kw_only=True)
class Call:
    """A request, with what it takes to recognise it.

    Attributes:
        arrived: monotonic seconds at which it had come in whole.
        wall: the same instant in epoch seconds.
        action: X-TC-Action.
        key: the id of the key that signed; empty until that is verified.
        body: the JSON object; None when the bytes hold none.
    """

    method: str
    headers: Mapping[str, str]
    raw: bytes
    arrived: float
    wall: float
    request_id: str
    action: str = ""
    key: str = ""
    body: Body | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        """Read action and body as far as they can be read."""
        self.action = self.headers.get("X-TC-Action", "")
        try:
            body = orjson.loads(self.raw)
        except orjson.JSONDecodeError:
            return
        self.body = body if isinstance(body, dict) else None

    @property
    def timestamp(self) -> int | None:
        """Tell the epoch seconds that the caller signed, if any."""
        text = self.headers.get("X-TC-Timestamp", "")
        return int(text) if text.isascii() and text.isdigit() else None

    @property
    def group_name(self) -> str:
        """Tell FlowGroupName, or nothing."""
        name = self.body.get("FlowGroupName") if self.body else None
        return name if isinstance(name, str) else ""

    @property
    def flows(self) -> list[Body]:
        """List the entries of FlowFileInfos that are objects."""
        flows = self.body.get("FlowFileInfos") if self.body else None
        return [flow for flow in flows if isinstance(flow, dict)] if isinstance(flows, list) else []
