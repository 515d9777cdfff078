"""The response of ChannelCreateFlowGroupByFiles. Every field may be null or absent.

Source: API document, section 3; its example 1 has no Approvers. What an answer means is decided
by jobs/classify.py, which believes in a creation on less than a whole response.
"""

from pydantic import BaseModel, ConfigDict


class Answered(BaseModel):
    """A struct of the response: fields that later versions add are no fault."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)


class ApproverItem(Answered):
    """The ids that name a signer later."""

    SignId: str | None = None
    RecipientId: str | None = None
    ApproverRoleName: str | None = None


class FlowGroupApprovers(Answered):
    """The signers of a contract, in the order of the request."""

    FlowId: str | None = None
    Approvers: list[ApproverItem] | None = None


class ChannelCreateFlowGroupByFilesResponse(Answered):
    """What stands below ``Response``; one FlowIds entry per contract, in the request's order."""

    FlowGroupId: str | None = None
    FlowIds: list[str] | None = None
    Approvers: list[FlowGroupApprovers] | None = None
    RequestId: str | None = None
