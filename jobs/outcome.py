"""What a call's answer means for its job."""

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from jobs.errors import Scope

JSON: TypeAlias = "bool | int | float | str | list[JSON] | dict[str, JSON] | None"
Why: TypeAlias = Literal["transient", "throttled", "not_sent"]


@dataclass(frozen=True, slots=True)
class ApiError:
    """An error fit to be stored and shown.

    Attributes:
        code: The API's own code, or ``Worker.*``.
        message: Masked and capped by ``jobs.mask``.
        request_id: The API's RequestId, where one came.
        scope: What else fails for the same cause; decides who pauses.
    """

    code: str
    message: str
    request_id: str | None = None
    scope: Scope = "job"


@dataclass(frozen=True, slots=True)
class Created:
    """The contract group exists.

    Attributes:
        flow_group_id: FlowGroupId.
        flow_ids: FlowIds in the order of FlowFileInfos; an entry that was no string is ``""``.
            None when the answer held no list.
        approvers: Approvers as answered (dynamic signers only).
        request_id: RequestId.
        irregular: The answer is not what the API document promises: a person should look.
    """

    flow_group_id: str
    flow_ids: list[str] | None
    approvers: JSON = field(repr=False)
    request_id: str | None
    irregular: bool


@dataclass(frozen=True, slots=True)
class TryAgain:
    """The call may be repeated after a back-off.

    Attributes:
        why: Only ``transient`` counts as an attempt.
        error: What was answered.
        duplicate_risk: The group may exist although an error came back.
    """

    why: Why
    error: ApiError
    duplicate_risk: bool


@dataclass(frozen=True, slots=True)
class Refused:
    """The API refused this payload for good; nothing was created.

    A ``scope`` of the error other than ``job`` means that other jobs fail for the same cause:
    the caller pauses after several of one code in a row.
    """

    error: ApiError


@dataclass(frozen=True, slots=True)
class InDoubt:
    """The group may or may not exist: never sent again by itself."""

    error: ApiError


@dataclass(frozen=True, slots=True)
class AccountPaused:
    """Every call of the account fails until something outside the job changes."""

    error: ApiError


Outcome: TypeAlias = Created | TryAgain | Refused | InDoubt | AccountPaused
