"""The request of ChannelCreateFlowGroupByFiles: the group, its contracts, who sends it."""

from typing import Annotated, Final, Literal, TypeAlias

from pydantic import Field

from jobs.payload.component import Component
from jobs.payload.signer import FlowApproverInfo, SealSize
from jobs.payload.structs import DEPRECATED, ENTRIES, NO_EFFECT, URL, VISIBLE, WORD, Struct

LAST_DEADLINE: Final = 33_162_419_560
MOST_SIGNERS: Final = 50


class UserInfo(Struct):
    """An employee, by the platform's own key."""

    OpenId: str = Field(min_length=1, max_length=64)
    Channel: Annotated[str | None, DEPRECATED] = None
    CustomUserId: Annotated[str | None, DEPRECATED] = None
    ClientIp: Annotated[str | None, DEPRECATED] = None
    ProxyIp: Annotated[str | None, DEPRECATED] = None


class Agent(Struct):
    """Calling application, initiating organisation and operator."""

    AppId: str = Field(min_length=1)
    ProxyOrganizationOpenId: str = Field(min_length=1, max_length=64)
    ProxyOperator: UserInfo
    ProxyAppId: Annotated[str | None, NO_EFFECT] = None
    ProxyOrganizationId: Annotated[str | None, DEPRECATED] = None


AgentStruct: TypeAlias = Agent  # a field of the same name hides the class


class SignComponentConfig(Struct):
    """Defaults of signing controls on the embedded page."""

    HideDate: bool | None = None
    AddSignComponentUseSealSize: Annotated[SealSize | None, NO_EFFECT] = None


SignComponentConfigStruct: TypeAlias = (
    SignComponentConfig  # a field of the same name hides the class
)


class FlowGroupOptions(Struct):
    """Options of the whole group."""

    SelfOrganizationApproverSignEach: bool | None = None
    OtherApproverSignEach: bool | None = None
    NoEditFlowName: bool | None = None
    NoEditFlowType: bool | None = None
    NoEditDeadline: bool | None = None
    SignComponentConfig: SignComponentConfigStruct | None = None
    ForbidEditWatermark: bool | None = None
    HideSignCodeAfterStart: bool | None = None
    SignAfterStart: bool | None = None
    PreviewAfterStart: bool | None = None


FlowGroupOptionsStruct: TypeAlias = FlowGroupOptions  # a field of the same name hides the class


class FlowFileInfo(Struct):
    """A contract of the group.

    ``FlowApprovers``: this struct says 5, its siblings 50. ``Deadline``: Unix seconds, 0 is none.
    """

    FileIds: list[Annotated[str, Field(min_length=1)]] = Field(min_length=1, max_length=1)
    FlowName: str = Field(min_length=1, max_length=200, pattern=VISIBLE)
    FlowApprovers: list[FlowApproverInfo] = Field(min_length=1, max_length=MOST_SIGNERS)
    Deadline: int | None = Field(None, ge=0, le=LAST_DEADLINE)
    FlowDescription: str | None = Field(None, max_length=1000)
    FlowType: str | None = Field(None, max_length=255)
    CallbackUrl: Annotated[str | None, DEPRECATED] = Field(None, pattern=URL)
    CustomerData: str | None = Field(None, max_length=1000)
    Unordered: bool | None = None
    Components: list[Component] | None = Field(None, max_length=ENTRIES)
    CustomShowMap: str | None = None
    NeedSignReview: bool | None = None
    FlowDisplayType: Literal[0, 1, 2, 3] | None = None


class ChannelCreateFlowGroupByFilesRequest(Struct):
    """The request body."""

    FlowFileInfos: list[FlowFileInfo] = Field(min_length=2, max_length=50)
    FlowGroupName: str = Field(min_length=1, max_length=200, pattern=WORD)
    Agent: AgentStruct
    ApproverVerifyType: Literal["VerifyCheck", "MobileCheck"] | None = None
    FlowGroupOptions: FlowGroupOptionsStruct | None = None
    Operator: Annotated[UserInfo | None, DEPRECATED] = None
