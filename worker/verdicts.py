"""Reports of attempts that created nothing that we know of."""

from dataclasses import replace
from typing import Final

from jobs.outcome import ApiError
from worker.bilingual import both
from worker.records import BegunAttempt, OutcomeName, Report

_TOO_LONG: Final = {
    "path": "$",
    "rule": "size",
    "message": "The request body is larger than 10 MB, the most that the API takes.",
    "message_zh": "请求体超过 10 MB，即接口允许的最大长度。",
}
_OTHER_FILES: Final = both(
    "The payload refers to other files than were uploaded.", "payload 引用的文件与已上传的不一致。"
)


def failure(
    attempt: BegunAttempt,
    outcome: OutcomeName,
    error: ApiError,
    latency_ms: int | None = None,
    *,
    duplicate_risk: bool = False,
    delay_s: float = 0,
    counted: bool = True,
) -> Report:
    """Return the report of an attempt that created nothing that we know of."""
    return Report(
        *attempt.key,
        outcome,
        error_code=error.code,
        error_message=error.message,
        request_id=error.request_id,
        latency_ms=latency_ms,
        duplicate_risk=duplicate_risk,
        delay_s=delay_s,
        counted=counted,
    )


def too_long(attempt: BegunAttempt) -> Report:
    """Return the report of a body that the API would not take; nothing was sent."""
    return Report(*attempt.key, "invalid", errors=[_TOO_LONG])


def without_ids(attempt: BegunAttempt) -> Report:
    """Return the report of a row whose payload refers to other files than were made ready; nothing was sent."""
    error = ApiError("Worker.Unsent", _OTHER_FILES)
    return replace(failure(attempt, "not_sent", error), files_lost=True)
