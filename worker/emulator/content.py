"""Rules that look at more than one field, by struct.

Source: the structs' texts (FlowFileInfo, FlowApproverInfo, Component) and the error
code list. Where the documents contradict themselves nothing is refused.
"""

import re
from collections.abc import Mapping
from typing import NoReturn

from worker.emulator.refusal import refuse
from worker.emulator.schema import Rule

Struct = dict[str, object]

_LAST_DEADLINE = 33_162_419_560
_AUTO_SIGN = {"ENTERPRISESERVER", "PERSON_AUTO_SIGN"}
_SEALS = {"SIGN_SEAL", "SIGN_PAGING_SEAL", "SIGN_LEGAL_PERSON_SEAL"}
_UNPLACED = {"SIGN_SEAL", "SIGN_SIGNATURE", "SIGN_PAGING_SEAL", "SIGN_PAGING_SIGNATURE"}
_LONGEST_ID, _LONGEST_OPINION = 30, 50
_URL = re.compile(r"https?://\S+")
_MOBILE = re.compile(r"1[0-9]{10}")
_PLACEHOLDER = re.compile(r"\{[^{}]*\}")
_SHOWN = re.compile(
    r"\{(?:\u5408\u540c\u540d\u79f0|\u53d1\u8d77\u65b9(?:\u4f01\u4e1a|\u59d3\u540d)"
    r"|\u7b7e\u7f72\u65b9([0-9]{1,2})(?:\u4f01\u4e1a|\u59d3\u540d))\}"
)
_ID_NUMBERS = {
    "ID_CARD": re.compile(r"[0-9]{17}[0-9X]"),
    "HONGKONG_MACAO_AND_TAIWAN": re.compile(r"[0-9]{17}[0-9X]"),
    "HONGKONG_AND_MACAO": re.compile(r"[HM][0-9]{10}"),
}
_COMPONENT_ID = re.compile(r"[0-9A-Za-z_\u3400-\u9fff\U00020000-\U0003ffff]*")


def check_deadlines(body: Struct, now: float) -> None:
    """Refuse contracts whose deadline has passed at now (epoch seconds); 0 is none.

    Raises:
        Refusal: InvalidParameter.FlowDeadLine.
    """
    for index, flow in enumerate(_structs(body, "FlowFileInfos")):
        deadline = flow.get("Deadline") or 0
        if isinstance(deadline, int) and deadline and not now < deadline <= _LAST_DEADLINE:
            path = ("FlowFileInfos", index, "Deadline")
            refuse("InvalidParameter.FlowDeadLine", "must be a future time or 0", *path)


def _flow(flow: Struct) -> None:
    _callback(flow)
    signers = _structs(flow, "FlowApprovers")
    for shown in _PLACEHOLDER.findall(str(flow.get("CustomShowMap") or "")):
        match = _SHOWN.fullmatch(shown)
        if match is None or not 1 <= int(match[1] or 1) <= len(signers):
            refuse("InvalidParameter.CustomShowMap", "unsupported placeholder", "CustomShowMap")
    known = [who for who in map(_identity, signers) if who is not None]
    if len(known) != len(set(known)):
        refuse(
            "InvalidParameter.BizApproverAlreadyExists",
            "the same signer is added twice",
            "FlowApprovers",
        )
    for component in _structs(flow, "Components"):
        _fillable(component, "Components")


def _identity(signer: Struct) -> tuple[object, ...] | None:
    names = ("ApproverType", "OrganizationName", "OrganizationOpenId", "OpenId", "Mobile")
    known = signer.get("Mobile") or signer.get("OpenId")
    return tuple(signer.get(name) for name in names) if known else None


def _signer(signer: Struct) -> None:
    _callback(signer)
    _signer_names(signer)
    _signer_numbers(signer)
    kind = signer["ApproverType"]
    for component in _structs(signer, "SignComponents"):
        sort = str(component.get("ComponentType"))
        if not sort.startswith("SIGN_") or (kind == "PERSON" and sort in _SEALS):
            refuse(
                "InvalidParameter.SignComponentType",
                "not a signing control of this signer",
                "SignComponents",
            )
    for component in _structs(signer, "Components"):
        _fillable(component, "Components")
    if kind in _AUTO_SIGN and signer.get("Components"):
        _fault("Components", "auto-sign allows no fill controls")


def _signer_names(signer: Struct) -> None:
    if signer.get("NotChannelOrganization"):
        for field in ("OpenId", "OrganizationOpenId"):
            if signer.get(field):
                _fault(field, "must be absent with NotChannelOrganization")
    if signer.get("Name") == "":
        refuse("InvalidParameter.Name", "must not be empty", "Name")
    organization = signer.get("OrganizationName")
    if isinstance(organization, str) and (not organization or re.search(r"[()]", organization)):
        refuse(
            "InvalidParameter.OrganizationName",
            "must not be empty; brackets are full-width",
            "OrganizationName",
        )
    for field in _needed(signer):
        if signer.get(field) is None:
            refuse("MissingParameter", "is required for this signer", field)


def _needed(signer: Struct) -> tuple[str, ...]:
    option = signer.get("ApproverOption")
    if isinstance(option, dict) and option.get("FillType") == 1:
        return ()
    match signer["ApproverType"]:
        case "PERSON":
            return ("Name", "Mobile")
        case "ORGANIZATION" if signer.get("NotChannelOrganization"):
            return ("OrganizationName", "Name", "Mobile")
        case "ORGANIZATION" | "ENTERPRISESERVER":
            return ("OrganizationName", "OrganizationOpenId")
        case _:
            return ()


def _signer_numbers(signer: Struct) -> None:
    mobile = signer.get("Mobile")
    if isinstance(mobile, str) and not _MOBILE.fullmatch(mobile):
        refuse(
            "InvalidParameter.NonsupportMobile", "must be eleven digits of the mainland", "Mobile"
        )
    number = signer.get("IdCardNumber")
    pattern = _ID_NUMBERS[str(signer.get("IdCardType") or "ID_CARD")]
    if isinstance(number, str) and number and not pattern.fullmatch(number):
        _fault("IdCardNumber", "does not fit the IdCardType")
    kinds = signer.get("ApproverSignTypes")
    if isinstance(kinds, list) and kinds and set(kinds) <= {5, 6}:
        _fault("ApproverSignTypes", "5 and 6 must not be the only ones")


def _component(component: Struct) -> None:
    mode, sort = component.get("GenerateMode") or "NORMAL", component["ComponentType"]
    key = str(component.get("ComponentId") or "")
    if mode == "NORMAL" and (len(key) > _LONGEST_ID or not _COMPONENT_ID.fullmatch(key)):
        _fault("ComponentId", "at most 30 Chinese, letters, digits, underscores")
    if mode == "KEYWORD" and not key:
        refuse("MissingParameter", "is the keyword in KEYWORD mode", "ComponentId")
    if mode == "FIELD" and not component.get("ComponentName"):
        refuse("MissingParameter.MissComponentName", "needed in FIELD mode", "ComponentName")
    if mode == "FIELD" and sort in _UNPLACED:
        _fault("GenerateMode", "FIELD is not for seals and signatures")
    if component.get("ComponentPage") == 0:
        _fault("ComponentPage", "pages count from 1, or from -1 backwards")
    value = component.get("ComponentValue")
    if sort == "SIGN_OPINION" and isinstance(value, str) and len(value) > _LONGEST_OPINION:
        _fault("ComponentValue", "an opinion has at most 50 characters")


def _fillable(component: Struct, where: str) -> None:
    if str(component["ComponentType"]).startswith("SIGN_"):
        refuse(
            "InvalidParameter.UnsupportedComponentType", "a signing control is no fill control"
        ).under(where)


def _callback(owner: Struct) -> None:
    url = owner.get("CallbackUrl")
    if isinstance(url, str) and url and not _URL.fullmatch(url):
        refuse("InvalidParameter.FlowCallbackUrl", "must be an http(s) URL", "CallbackUrl")


def _fault(field: str, text: str) -> NoReturn:
    refuse("InvalidParameter.ParamError", text, field)


def _structs(owner: Struct, field: str) -> list[Struct]:
    items = owner.get(field)
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []


RULES: Mapping[str, Rule] = {
    "FlowFileInfo": _flow,
    "FlowApproverInfo": _signer,
    "Component": _component,
}
