"""The struct FlowApproverInfo, a signer, and the structs that only it uses."""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from jobs.payload.component import Component, Whole
from jobs.payload.structs import (
    ALPHANUMERIC,
    DEPRECATED,
    ENTRIES,
    MOBILE,
    NO_EFFECT,
    URL,
    VISIBLE,
    WORD,
    Struct,
)

SealSize: TypeAlias = Literal[0, 1, 2, 3]
Signature: TypeAlias = Literal[
    "HANDWRITE", "HANDWRITTEN_ESIGN", "OCR_ESIGN", "ESIGN", "IMG_ESIGN", "SYSTEM_ESIGN"
]
ApproverKind: TypeAlias = Literal[
    "PERSON",
    "PERSON_AUTO_SIGN",
    "ORGANIZATION",
    "ENTERPRISESERVER",
    "ORGANIZATION_PIN_CODE_SIGN",
    "OTHER_ORGANIZATION_PIN_CODE_SIGN",
    "PERSON_PIN_CODE_SIGN",
]


class ApproverOption(Struct):
    """What the signer may do; ``FillType`` 1 is a dynamic signer, supplied after creation."""

    NoRefuse: bool | None = None
    NoTransfer: bool | None = None
    HideOneKeySign: bool | None = None
    FillType: Literal[1] | None = None
    FlowReadLimit: (
        Literal["LimitReadTimeAndBottom", "LimitReadTime", "LimitBottom", "NoReadTimeAndBottom"]
        | None
    ) = None
    ForbidAddSignDate: Annotated[bool | None, NO_EFFECT] = None
    ApproverMobileMode: Literal["REPLACE", "GIVEN", "VALIDATE", ""] | None = None
    AddSignComponentUseSealSize: Annotated[SealSize | None, NO_EFFECT] = None


ApproverOptionStruct: TypeAlias = ApproverOption  # a field of the same name hides the class


class ComponentLimit(Struct):
    """Kinds of controls that a signer may add; ``ComponentValue`` is an open list."""

    ComponentType: Literal[
        "SIGN_SEAL", "SIGN_PAGING_SEAL", "SIGN_LEGAL_PERSON_SEAL", "SIGN_SIGNATURE"
    ]
    ComponentValue: list[str] | None = Field(None, max_length=ENTRIES)


class IntentionQuestion(Struct):
    """A question read aloud, and the answers that count."""

    Question: str | None = Field(None, max_length=250)
    Answers: list[str] | None = Field(None, max_length=ENTRIES)


class IntentionAction(Struct):
    """A prompt read aloud, answered by a nod."""

    Text: str | None = Field(None, max_length=150)


class RuleIdConfig(Struct):
    """How fast it is read."""

    Speed: Literal[0, 1, 2, 3] | None = None


RuleIdConfigStruct: TypeAlias = RuleIdConfig  # a field of the same name hides the class


class Intention(Struct):
    """Video intent: 1 question and answer, 2 nod."""

    IntentionType: Literal[1, 2] | None = None
    IntentionQuestions: list[IntentionQuestion] | None = Field(None, min_length=1, max_length=10)
    IntentionActions: list[IntentionAction] | None = Field(None, min_length=1, max_length=10)
    RuleIdConfig: RuleIdConfigStruct | None = None


IntentionStruct: TypeAlias = Intention  # a field of the same name hides the class


class FlowApproverInfo(Struct):
    """A signer; what must be given depends on the scenario (jobs/payload/rules/scenarios.py).

    ``NotifyType`` takes NODE too: the API's text says NONE, its list of values NODE.
    """

    Name: str | None = Field(None, pattern=VISIBLE)
    IdCardType: Literal["ID_CARD", "HONGKONG_AND_MACAO", "HONGKONG_MACAO_AND_TAIWAN"] | None = None
    IdCardNumber: str | None = None
    Mobile: str | None = Field(None, pattern=MOBILE)
    OrganizationName: str | None = Field(None, pattern=VISIBLE)
    NotChannelOrganization: bool | None = None
    OpenId: str | None = Field(None, max_length=64, pattern=ALPHANUMERIC)
    OrganizationOpenId: str | None = Field(None, max_length=64)
    ApproverType: ApproverKind
    RecipientId: Annotated[str | None, NO_EFFECT] = None
    Deadline: Annotated[Whole | None, NO_EFFECT] = None
    CallbackUrl: Annotated[str | None, DEPRECATED] = Field(None, max_length=1000, pattern=URL)
    SignComponents: list[Component] | None = Field(None, max_length=ENTRIES)
    ComponentLimitType: list[Signature] | None = Field(None, max_length=ENTRIES)
    PreReadTime: int | None = Field(None, ge=3, le=300)
    JumpUrl: str | None = None
    ApproverOption: ApproverOptionStruct | None = None
    ApproverNeedSignReview: bool | None = None
    ApproverVerifyTypes: list[Literal[1, 2]] | None = Field(None, max_length=ENTRIES)
    ApproverSignTypes: list[Literal[1, 2, 3, 5, 6]] | None = Field(None, max_length=ENTRIES)
    SignId: Annotated[str | None, NO_EFFECT] = None
    NotifyType: Literal["SMS", "EMAIL", "ALL", "NONE", "NODE"] | None = None
    AddSignComponentsLimits: Annotated[list[ComponentLimit] | None, NO_EFFECT] = Field(
        None, max_length=ENTRIES
    )
    ApproverRoleName: str | None = Field(None, max_length=20, pattern=WORD)
    SignTypeSelector: Literal[0, 1] | None = None
    Components: list[Component] | None = Field(None, max_length=ENTRIES)
    Intention: IntentionStruct | None = None
    SignEndpoints: list[Literal["link"]] | None = Field(None, max_length=ENTRIES)
    ApproverEmail: str | None = None
    PinCode: str | None = None
