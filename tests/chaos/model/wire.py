"""The API as a model: it keeps the ledger of what it made, and refuses what was signed long ago."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Literal, TypeAlias
from uuid import UUID

import orjson

from jobs.answer import Answer, HttpAnswer, NoAnswer
from worker.records import BegunAttempt

SIGNATURE_LIFE = 300
Reaction: TypeAlias = Literal[
    "create",
    "create, say InternalError",
    "create, say nothing whole",
    "InternalError",
    "refuse",
    "refuse the feature",
    "throttle",
    "no quota",
]
Stage: TypeAlias = Literal["held", "travelling", "answered", "over"]

_CODES = {
    "create, say InternalError": "InternalError",
    "InternalError": "InternalError.DependsDb",
    "refuse": "InvalidParameter.ApproverType",
    "refuse the feature": "OperationDenied.NoApiAuth",
    "throttle": "RequestLimitExceeded",
    "no quota": "OperationDenied.NoQuota",
}


@dataclass(slots=True, eq=False)
class Call:
    """A begun attempt on its way; `heard` is False once nobody lives to hear the answer."""

    attempt: BegunAttempt
    account: str
    signed_at: int
    stage: Stage = "held"
    heard: bool = True
    doubted: bool = False
    answer: Answer = field(default_factory=lambda: NoAnswer("Worker.ConnectionLost"))


@dataclass(frozen=True, slots=True)
class Group:
    """A contract group in the ledger; `concealed`: the caller was told InternalError."""

    flow_group_id: str
    attempt_no: int
    concealed: bool


class Api:
    """What the receiver knows."""

    def __init__(self) -> None:
        self.groups: defaultdict[int, list[Group]] = defaultdict(list)
        self.excused: defaultdict[int, int] = defaultdict(int)

    def react(self, call: Call, reaction: Reaction, now: int) -> None:
        """Judge an arrived call and leave the answer on the wire."""
        call.stage = "answered"
        if now - call.signed_at > SIGNATURE_LIFE:
            call.answer = _error("AuthFailure.SignatureExpire")
            return
        if reaction.startswith("create"):
            call.answer = self._create(call, concealed="InternalError" in reaction)
        if reaction == "create, say nothing whole":
            call.answer = HttpAnswer(200, b'{"Response": {"FlowGro')
        if reaction in _CODES:
            call.answer = _error(_CODES[reaction])

    def surplus(self, job_id: int) -> int:
        """Return how many groups the job has that neither InternalError nor a wrong verdict explains."""
        groups = self.groups[job_id]
        concealed = sum(group.concealed for group in groups)
        return max(len(groups) - 1 - concealed - self.excused[job_id], 0)

    def _create(self, call: Call, *, concealed: bool) -> HttpAnswer:
        job_id, attempt_no = call.attempt.job_id, call.attempt.attempt_no
        group_id = f"group-{job_id}-{attempt_no}-{len(self.groups[job_id])}"
        self.groups[job_id].append(Group(group_id, attempt_no, concealed))
        flows = [f"{group_id}-{i}" for i in range(call.attempt.contracts or 0)]
        return _answer({"FlowGroupId": group_id, "FlowIds": flows, "RequestId": "r"})


def token(n: int) -> UUID:
    """Return the n-th token, the same in every replay."""
    return UUID(int=n, version=4)


def _error(code: str) -> HttpAnswer:
    return _answer({"Error": {"Code": code, "Message": "modelled"}, "RequestId": "r"})


def _answer(response: dict[str, object]) -> HttpAnswer:
    return HttpAnswer(200, orjson.dumps({"Response": response}))
