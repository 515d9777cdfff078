"""A job's states and the ways between them."""

from enum import StrEnum


class JobStatus(StrEnum):
    """The column ``flowgroup.jobs.status``."""

    PENDING = "pending"
    SENDING = "sending"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    INVALID = "invalid"
    IN_DOUBT = "in_doubt"
    CANCELLED = "cancelled"


_S = JobStatus
# A group that an earlier attempt is found to have made ends its job succeeded, wherever the job is
# by then: that is the only way to succeeded from what is neither on the wire nor in doubt.
TRANSITIONS: dict[JobStatus, frozenset[JobStatus]] = {
    _S.PENDING: frozenset({_S.SENDING, _S.INVALID, _S.CANCELLED, _S.FAILED, _S.SUCCEEDED}),
    _S.SENDING: frozenset({_S.SUCCEEDED, _S.FAILED, _S.PENDING, _S.IN_DOUBT}),
    _S.SUCCEEDED: frozenset(),
    _S.FAILED: frozenset({_S.PENDING, _S.SUCCEEDED}),
    _S.INVALID: frozenset({_S.PENDING, _S.SUCCEEDED}),
    _S.IN_DOUBT: frozenset({_S.SUCCEEDED, _S.FAILED, _S.PENDING}),
    _S.CANCELLED: frozenset({_S.PENDING, _S.SUCCEEDED}),
}

FINAL = frozenset({_S.SUCCEEDED, _S.FAILED, _S.INVALID, _S.IN_DOUBT, _S.CANCELLED})
"""States that a job leaves only by a person's word or by late evidence."""
