"""Answer → Outcome: the one place that decides what an answer means.

Three rules order the cases. Evidence of a creation wins over everything, an Error beside it
included: to note a group that exists costs a look, to send its job again issues it twice.
An error code decides only inside a valid API envelope. What is left is in doubt.
"""

from typing import Literal, TypeAlias

import orjson

from jobs import mask
from jobs.answer import Answer, HttpAnswer, NoAnswer, NotSent
from jobs.bilingual import both
from jobs.envelope import Response, error_of, request_id_of, response_of
from jobs.errors import ErrorCode, lookup
from jobs.outcome import (
    JSON,
    AccountPaused,
    ApiError,
    Created,
    InDoubt,
    Outcome,
    Refused,
    TryAgain,
)

InternalErrorPolicy: TypeAlias = Literal["retry", "park"]

_HTTP_OK = 200
_ACCOUNT_WIDE = frozenset({"account", "deployment"})


def classify(
    answer: Answer, *, contracts: int, internal_error: InternalErrorPolicy = "retry"
) -> Outcome:
    """Says what an answer means. Never raises.

    Args:
        answer: What the client brought back.
        contracts: The number of FlowFileInfos that were sent.
        internal_error: ``park`` puts transient errors after which the group may exist in
            doubt instead of repeating them.

    Source: API document, sections 3 (output) and 5 (error codes); HTTP 200 carries errors too.
    """
    if isinstance(answer, NotSent):
        return TryAgain("not_sent", _own_error(answer.reason), duplicate_risk=False)
    if isinstance(answer, NoAnswer):
        return InDoubt(_own_error(answer.reason))
    return _from_http(answer, contracts, internal_error)


def _from_http(answer: HttpAnswer, contracts: int, internal_error: InternalErrorPolicy) -> Outcome:
    response = response_of(answer.body)
    group_id = response.get("FlowGroupId")
    if isinstance(group_id, str) and group_id.strip():
        return _created(answer.status, group_id, response, contracts)
    if error := error_of(response):
        return _from_error(error, internal_error)
    return InDoubt(_unreadable(answer.status, response))


def _created(status: int, group_id: str, response: Response, contracts: int) -> Created:
    group = mask.identifier(group_id)
    flow_ids = _flow_ids(response.get("FlowIds"))
    approvers, kept = _storable(response.get("Approvers"))
    as_promised = (
        status == _HTTP_OK
        and "Error" not in response
        and group == group_id
        and flow_ids == response.get("FlowIds")
        and len(set(flow_ids or ()) - {""}) == contracts
        and len(flow_ids or ()) == contracts
        and kept
    )
    return Created(group, flow_ids, approvers, request_id_of(response), irregular=not as_promised)


def _flow_ids(value: object) -> list[str] | None:
    if not isinstance(value, list):
        return None
    # Each entry keeps its place: the n-th id belongs to the n-th contract.
    return [mask.identifier(entry) if isinstance(entry, str) else "" for entry in value]


def _storable(value: JSON) -> tuple[JSON, bool]:
    """The value if a jsonb column takes it: not too deep, no NUL in it."""
    try:
        text = orjson.dumps(value)
    except orjson.JSONEncodeError:
        return None, False
    return (None, False) if b"\\u0000" in text else (value, True)


def _from_error(error: ApiError, internal_error: InternalErrorPolicy) -> Outcome:
    entry = lookup(error.code)
    if entry.error_class == "throttled":
        return TryAgain("throttled", error, duplicate_risk=False)
    if entry.error_class == "transient":
        return _transient(entry, error, internal_error)
    if entry.error_class == "account" and entry.scope in _ACCOUNT_WIDE:
        return AccountPaused(error)
    return InDoubt(error) if entry.ambiguous else Refused(error)


def _transient(entry: ErrorCode, error: ApiError, internal_error: InternalErrorPolicy) -> Outcome:
    if entry.ambiguous and internal_error == "park":
        return InDoubt(error)
    return TryAgain("transient", error, duplicate_risk=entry.ambiguous)


def _unreadable(status: int, response: Response) -> ApiError:
    english, chinese = "no API answer", "应答体无法识别"
    if response:
        english, chinese = (
            "neither FlowGroupId nor an error code",
            "应答体中既无 FlowGroupId 也无错误码",
        )
    told = both(f"HTTP {status}: {english} in the body", f"HTTP {status}：{chinese}")
    return ApiError("Worker.BadAnswer", told, request_id_of(response))


def _own_error(reason: str) -> ApiError:
    entry = lookup(reason)
    return ApiError(reason, both(entry.meaning_en, entry.meaning_zh), scope=entry.scope)
