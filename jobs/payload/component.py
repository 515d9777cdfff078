"""The struct Component: a control on the PDF."""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from jobs.payload.structs import ENTRIES, LARGEST, NO_EFFECT, Struct

Whole: TypeAlias = Annotated[int, Field(ge=-LARGEST, le=LARGEST)]
Number: TypeAlias = Annotated[float, Field(ge=-LARGEST, le=LARGEST)]
Index: TypeAlias = Annotated[int, Field(ge=0, le=LARGEST)]

FillKind: TypeAlias = Literal[
    "TEXT",
    "MULTI_LINE_TEXT",
    "CHECK_BOX",
    "FILL_IMAGE",
    "DYNAMIC_TABLE",
    "ATTACHMENT",
    "SELECTOR",
    "DATE",
    "DISTRICT",
    "VIRTUAL_COMBINATION",
    "WATERMARK",
]
SignKind: TypeAlias = Literal[
    "SIGN_SEAL",
    "SIGN_DATE",
    "SIGN_SIGNATURE",
    "SIGN_PAGING_SIGNATURE",
    "SIGN_PAGING_SEAL",
    "SIGN_OPINION",
    "SIGN_VIRTUAL_COMBINATION",
    "SIGN_MULTI_LINE_TEXT",
    "SIGN_SELECTOR",
    "SIGN_LEGAL_PERSON_SEAL",
]
Kind: TypeAlias = Literal[FillKind, SignKind]


class Component(Struct):
    """A control; lengths of ComponentId and ComponentName depend on GenerateMode."""

    ComponentId: str | None = None
    ComponentType: Kind
    ComponentName: str | None = None
    ComponentRequired: bool | None = None
    ComponentRecipientId: Annotated[str | None, NO_EFFECT] = None
    FileIndex: Literal[0] | None = None
    GenerateMode: Literal["NORMAL", "FIELD", "KEYWORD"] | None = None
    ComponentWidth: Number | None = None
    ComponentHeight: Number | None = None
    ComponentPage: Whole | None = None
    ComponentPosX: Number | None = None
    ComponentPosY: Number | None = None
    ComponentExtra: str | None = None
    ComponentValue: str | None = None
    ComponentDateFontSize: Annotated[Whole | None, NO_EFFECT] = None
    DocumentId: Annotated[str | None, NO_EFFECT] = None
    ComponentDescription: Annotated[str | None, NO_EFFECT] = None
    OffsetX: Number | None = None
    OffsetY: Number | None = None
    ChannelComponentId: Annotated[str | None, NO_EFFECT] = None
    KeywordOrder: Literal["Positive", "Reverse"] | None = None
    KeywordPage: Whole | None = None
    RelativeLocation: Literal["Middle", "Below", "Right", "LowerRight", "UpperRight"] | None = None
    KeywordIndexes: list[Index] | None = Field(None, max_length=ENTRIES)
    Placeholder: str | None = None
    LockComponentValue: bool | None = None
    ForbidMoveAndDelete: bool | None = None
