"""Rules of one contract of the group, and the one of the whole group.

Source: API document, sections 1, 2 and 5; the text of FlowFileInfo.
"""

import re
from collections.abc import Iterator
from typing import Final

from jobs.payload.fault import Hit, Step
from jobs.payload.moment import Moment
from jobs.payload.raw import Raw, given, structs, text, whole
from jobs.payload.request import LAST_DEADLINE
from jobs.payload.rules.controls import mode_of
from jobs.payload.rules.scenarios import AUTO_SIGN

_TEN_DIGITS: Final = 9_999_999_999
_SIGNERS: Final = 5
_FLOW_TYPE: Final = 200
_PLACEHOLDER: Final = re.compile(r"\{[^{}]*\}")
_SHOWN: Final = re.compile(r"\{(?:合同名称|发起方(?:企业|姓名)|签署方([0-9]{1,2})(?:企业|姓名))\}")


def overridden_checks(request: Raw) -> Iterator[Hit]:
    """The group's ApproverVerifyType rules; what signers say beside it is ignored."""
    if not given(request, "ApproverVerifyType"):
        return
    for index, contract in structs(request, "FlowFileInfos"):
        for place, signer in structs(contract, "FlowApprovers"):
            if signer.get("ApproverVerifyTypes"):
                path = ("FlowFileInfos", index, "FlowApprovers", place, "ApproverVerifyTypes")
                yield Hit("overridden", path)


def deadline(contract: Raw, moment: Moment) -> Iterator[Hit]:
    """A deadline lies after the moment at which the job could be sent; 0 is none."""
    at = whole(contract, "Deadline") or 0
    if 0 < at <= moment.now:
        yield Hit("deadline_past", ("Deadline",))
    elif 0 < at <= moment.earliest:
        yield Hit("deadline_before_send", ("Deadline",))
    elif _TEN_DIGITS < at <= LAST_DEADLINE:
        yield Hit("deadline_digits", ("Deadline",))


def soft_limits(contract: Raw) -> Iterator[Hit]:
    """Limits that two structs of the API state differently: the lower one warns."""
    signers = contract.get("FlowApprovers")
    if isinstance(signers, list) and len(signers) > _SIGNERS:
        yield Hit("signers_over_five", ("FlowApprovers",))
    if len(text(contract, "FlowType")) > _FLOW_TYPE:
        yield Hit("flow_type_over_200", ("FlowType",))


def placeholders(contract: Raw) -> Iterator[Hit]:
    """CustomShowMap knows five placeholders; N counts the contract's signers from 1."""
    signers = contract.get("FlowApprovers")
    most = len(signers) if isinstance(signers, list) else 0
    for shown in _PLACEHOLDER.findall(text(contract, "CustomShowMap")):
        known = _SHOWN.fullmatch(shown)
        if known is None or not 1 <= int(known[1] or 1) <= max(most, 1):
            yield Hit("placeholder", ("CustomShowMap",))
            return


def same_signer(contract: Raw) -> Iterator[Hit]:
    """The same person signs a contract once for the same organisation."""
    seen = set[tuple[object, ...]]()
    for index, signer in structs(contract, "FlowApprovers"):
        who = text(signer, "OpenId") or text(signer, "Mobile")
        organization = text(signer, "OrganizationOpenId") or text(signer, "OrganizationName")
        key = (text(signer, "ApproverType"), organization, who)
        if who and key in seen:
            yield Hit("same_signer", ("FlowApprovers", index))
        seen.add(key)


def auto_sign_beside_fill_controls(contract: Raw) -> Iterator[Hit]:
    """Where one signer signs by itself, no signer has anything to fill in."""
    signers = structs(contract, "FlowApprovers")
    if not any(text(signer, "ApproverType") in AUTO_SIGN for _, signer in signers):
        return
    for index, signer in signers:
        if signer.get("Components"):
            yield Hit("auto_sign_fill", ("FlowApprovers", index, "Components"))


def component_ids(contract: Raw) -> Iterator[Hit]:
    """An id names one control of a PDF; keywords may be used again."""
    seen = set[str]()
    for path, control in _named_controls(contract):
        key = text(control, "ComponentId")
        if key and mode_of(control) == "NORMAL":
            if key in seen:
                yield Hit("component_id_twice", (*path, "ComponentId"))
            seen.add(key)


def _named_controls(contract: Raw) -> Iterator[tuple[tuple[Step, ...], Raw]]:
    for index, control in structs(contract, "Components"):
        yield ("Components", index), control
    for place, signer in structs(contract, "FlowApprovers"):
        for field in ("Components", "SignComponents"):
            for index, control in structs(signer, field):
                if "ComponentId" in control:
                    yield ("FlowApprovers", place, field, index), control
