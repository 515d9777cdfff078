"""Answer → what it means for an uploaded file.

An upload creates nothing but an id that dies by itself, so it may be repeated without harm: whatever
leaves a create in doubt is tried again here.

Source: UploadFiles (https://cloud.tencent.com/document/api/1420/71479); HTTP 200 carries errors too.
"""

from dataclasses import dataclass
from typing import TypeAlias

from jobs import mask
from jobs.answer import Answer, HttpAnswer, NotSent
from jobs.bilingual import both
from jobs.envelope import Response, error_of, request_id_of, response_of
from jobs.errors import lookup
from jobs.outcome import AccountPaused, ApiError, Refused, TryAgain

_HTTP_OK = 200
_NO_ANSWER = both(
    "The upload got no whole answer; it will be repeated.", "上传未收到完整应答，将重新上传。"
)
_ACCOUNT_WIDE = frozenset({"account", "deployment"})


@dataclass(frozen=True, slots=True)
class Stored:
    """The API holds the file.

    Attributes:
        file_id: FileIds[0].
        deadline: Deadline, epoch seconds after which the API may have forgotten the id, where it said so.
        request_id: RequestId.
    """

    file_id: str
    deadline: int | None
    request_id: str | None


UploadOutcome: TypeAlias = Stored | TryAgain | Refused | AccountPaused


def classify_upload(answer: Answer) -> UploadOutcome:
    """Says what the answer to an upload of one file means. Never raises."""
    if isinstance(answer, NotSent):
        entry = lookup(answer.reason)
        message = both(entry.meaning_en, entry.meaning_zh)
        return TryAgain("not_sent", ApiError(answer.reason, message), duplicate_risk=False)
    if isinstance(answer, HttpAnswer):
        return _from_http(answer)
    return _again(ApiError(answer.reason, _NO_ANSWER))


def _from_http(answer: HttpAnswer) -> UploadOutcome:
    response = response_of(answer.body)
    if error := error_of(response):
        return _from_error(error)
    file_id = _only_id(response)
    if answer.status == _HTTP_OK and file_id is not None:
        deadline = response.get("Deadline")
        known = isinstance(deadline, int) and deadline > 0
        return Stored(file_id, deadline if known else None, request_id_of(response))
    text = both(
        f"HTTP {answer.status}: the answer to the upload holds neither one FileId nor an error code.",
        f"HTTP {answer.status}：上传的应答中既无单个 FileId，也无错误码。",
    )
    return _again(ApiError("Worker.BadAnswer", text, request_id_of(response)))


def _only_id(response: Response) -> str | None:
    file_ids = response.get("FileIds")
    if not isinstance(file_ids, list) or len(file_ids) != 1:
        return None
    [file_id] = file_ids
    fit = isinstance(file_id, str) and file_id.strip() and mask.identifier(file_id) == file_id
    return file_id if fit else None


def _from_error(error: ApiError) -> UploadOutcome:
    entry = lookup(error.code)
    if entry.error_class == "throttled":
        return TryAgain("throttled", error, duplicate_risk=False)
    if entry.error_class == "transient" or entry.ambiguous:
        return _again(error)
    if entry.error_class == "account" and entry.scope in _ACCOUNT_WIDE:
        return AccountPaused(error)
    return Refused(error)


def _again(error: ApiError) -> TryAgain:
    return TryAgain("transient", error, duplicate_risk=False)
