"""References to PDFs in a payload: where they stand, and how ids take their place.

``FlowFileInfos[*].FileIds[*]`` may hold ``file:contracts/a.pdf`` instead of an id that was uploaded
before. Everything else of the payload is passed on as it is, numbers to the last digit.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

PREFIX = "file:"

# Spares the many payloads without references a second look; JSON may also spell the letters as \u0066.
_MAYBE = re.compile(rb"file:|\\u", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Agent:
    """For whom a file is uploaded: the API keeps the files of one application and organisation apart.

    Attributes:
        body: The request's Agent, reduced to what an upload needs, as JSON.
        fingerprint: Sixteen hex digits that stand for AppId and ProxyOrganizationOpenId.
    """

    body: bytes = field(repr=False)
    fingerprint: str


def is_reference(file_id: object) -> bool:
    """Whether an entry of FileIds means a file; ids have no colon, so a misspelt prefix means one too."""
    return isinstance(file_id, str) and file_id.strip().lower().startswith(PREFIX)


def references(body: bytes) -> tuple[str, ...]:
    """The distinct references of a request body, in their order.

    Raises:
        ValueError: it is no JSON that can be read.
    """
    if not _MAYBE.search(body):
        return ()
    return tuple(dict.fromkeys(reference for _, reference in places(body)))


def places(body: bytes) -> tuple[tuple[str, str], ...]:
    """Each reference of a request body with its path, `FlowFileInfos[0].FileIds[0]`, in their order.

    Raises:
        ValueError: it is no JSON that can be read.
    """
    return tuple(
        (f"FlowFileInfos[{flow}].FileIds[{index}]", entry)
        for flow, file_ids in _file_ids(_parse(body))
        for index, entry in enumerate(file_ids)
        if is_reference(entry)
    )


def agent_of(body: bytes) -> Agent:
    """The Agent of a request body; what it lacks is left out, for the API to refuse.

    Raises:
        ValueError: it is no JSON that can be read.
    """
    document = _parse(body)
    agent = _object(_object(document).get("Agent"))
    operator = {"OpenId": _object(agent.get("ProxyOperator")).get("OpenId")}
    names = ("AppId", "ProxyOrganizationOpenId")
    kept = {name: agent.get(name) for name in names} | {"ProxyOperator": operator}
    owner = orjson.dumps([kept[name] for name in names])
    return Agent(orjson.dumps(kept), hashlib.sha256(owner).hexdigest()[:16])


def with_ids(body: bytes, ids: Mapping[str, str]) -> bytes:
    """The bytes to sign and send: the request body with an id in place of each reference.

    Raises:
        ValueError: a reference has no id, or the body is no JSON that can be read.
    """
    if not _MAYBE.search(body):
        return body
    document = _parse(body)
    for _, file_ids in _file_ids(document):
        for index, entry in enumerate(file_ids):
            if is_reference(entry):
                file_ids[index] = _id_of(entry, ids)
    try:
        return orjson.dumps(document)
    except TypeError:
        raise _unreadable() from None


def _id_of(reference: str, ids: Mapping[str, str]) -> str:
    if reference not in ids:
        message = "a reference of the payload has no id yet"
        raise ValueError(message)
    return ids[reference]


def _parse(body: bytes) -> Any:  # noqa: ANN401 - JSON
    try:
        # Numbers are kept as they are written: what is signed is what was enqueued.
        return json.loads(body, parse_int=orjson.Fragment, parse_float=orjson.Fragment)
    except (ValueError, RecursionError):
        raise _unreadable() from None


def _unreadable() -> ValueError:
    return ValueError("the payload is no JSON, or too deep")


def _file_ids(document: object) -> Iterator[tuple[int, list[Any]]]:
    flows = _object(document).get("FlowFileInfos")
    for place, flow in enumerate(flows if isinstance(flows, list) else []):
        file_ids = _object(flow).get("FileIds")
        if isinstance(file_ids, list):
            yield place, file_ids


def _object(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
