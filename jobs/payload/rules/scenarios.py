"""What a signer needs, by the five scenarios of the API document's section 1.

Source: facts.md §a, "What each role scenario needs", from the text of FlowApproverInfo. That text
contradicts itself on the organisation's own staff: Name, Mobile and OpenId are needed in
scenarios 1 and 3, yet with an OpenId the names are ignored, and without one the contract is to
be picked up. There the rules warn.
"""

from collections.abc import Iterator
from typing import Final

from jobs.payload.fault import Hit
from jobs.payload.raw import Raw, below, given, structs, text

AUTO_SIGN: Final = frozenset({"ENTERPRISESERVER", "PERSON_AUTO_SIGN"})
SEALS: Final = frozenset({"SIGN_SEAL", "SIGN_PAGING_SEAL", "SIGN_LEGAL_PERSON_SEAL"})


def is_dynamic(signer: Raw) -> bool:
    """Tell whether the signer is supplied after creation, and may have no identity yet."""
    return below(signer, "ApproverOption").get("FillType") == 1


def needed(signer: Raw) -> Iterator[Hit]:
    """What the kind of signer asks for."""
    kind, dynamic = text(signer, "ApproverType"), is_dynamic(signer)
    if kind in AUTO_SIGN and dynamic:
        yield Hit("auto_sign_dynamic", ("ApproverOption", "FillType"))
    if kind.endswith("_PIN_CODE_SIGN"):
        yield from _missing(signer, "pin_code", "PinCode")
    if dynamic:
        return
    if kind == "PERSON":
        yield from _missing(signer, "scenario_4", "Name", "Mobile")
    elif kind == "ENTERPRISESERVER":
        yield from _auto_signer(signer)
    elif kind == "ORGANIZATION" and signer.get("NotChannelOrganization") is True:
        yield from _missing(signer, "scenario_5", "OrganizationName", "Name", "Mobile")
    elif kind == "ORGANIZATION":
        yield from _member(signer)


def outside(signer: Raw) -> Iterator[Hit]:
    """Scenario 5: staff of an enterprise of the SaaS platform has no keys here."""
    if signer.get("NotChannelOrganization") is not True:
        return
    if signer.get("ApproverType") != "ORGANIZATION":
        yield Hit("not_channel_kind", ("NotChannelOrganization",))
        return
    for field in ("OpenId", "OrganizationOpenId"):
        if given(signer, field):
            yield Hit("scenario_5_keys", (field,))


def _member(signer: Raw) -> Iterator[Hit]:
    """Scenarios 1 to 3: staff of a sub-enterprise, or the sub-enterprise without a named person."""
    yield from _missing(signer, "organization", "OrganizationName", "OrganizationOpenId")
    if any(given(signer, field) for field in ("Name", "Mobile", "OpenId")):
        yield from _missing(signer, "scenario_1_3", "Name", "Mobile", "OpenId")
    else:
        yield Hit("scenario_2", ("ApproverOption",))


def _auto_signer(signer: Raw) -> Iterator[Hit]:
    """Auto-sign, as example 1 has it: of a named organisation, with a seal."""
    yield from _missing(signer, "organization", "OrganizationName", "OrganizationOpenId")
    yield from _missing(signer, "auto_sign_open_id", "OpenId")
    for _, control in structs(signer, "SignComponents"):
        if text(control, "ComponentType") in SEALS and given(control, "ComponentValue"):
            return
    yield Hit("auto_sign_seal", ("SignComponents",))


def _missing(signer: Raw, rule: str, *fields: str) -> Iterator[Hit]:
    return (Hit(rule, (field,)) for field in fields if not given(signer, field))
