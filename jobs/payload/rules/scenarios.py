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


def person(signer: Raw) -> Iterator[Hit]:
    """Scenario 4: a natural person has Name and Mobile."""
    if signer.get("ApproverType") == "PERSON" and not is_dynamic(signer):
        yield from _missing(signer, "scenario_4", "Name", "Mobile")


def member(signer: Raw) -> Iterator[Hit]:
    """Scenarios 1 to 3: staff of a sub-enterprise, or the sub-enterprise without a named person."""
    outside = signer.get("NotChannelOrganization") is True
    if signer.get("ApproverType") != "ORGANIZATION" or outside or is_dynamic(signer):
        return
    yield from _missing(signer, "organization", "OrganizationName", "OrganizationOpenId")
    missing = list(_missing(signer, "scenario_1_3", "Name", "Mobile", "OpenId"))
    if any(given(signer, field) for field in ("Name", "Mobile", "OpenId")):
        yield from missing
    else:
        yield Hit("scenario_2", ("ApproverOption",))


def saas_member(signer: Raw) -> Iterator[Hit]:
    """Scenario 5: staff of an enterprise of the SaaS platform is named, and has no keys here."""
    if signer.get("NotChannelOrganization") is not True:
        return
    if signer.get("ApproverType") != "ORGANIZATION":
        yield Hit("not_channel_kind", ("NotChannelOrganization",))
        return
    if not is_dynamic(signer):
        yield from _missing(signer, "scenario_5", "OrganizationName", "Name", "Mobile")
    for field in ("OpenId", "OrganizationOpenId"):
        if given(signer, field):
            yield Hit("scenario_5_keys", (field,))


def auto_signer(signer: Raw) -> Iterator[Hit]:
    """Auto-sign: of a named organisation with a seal; not dynamic, though example 2 is."""
    kind, dynamic = signer.get("ApproverType"), is_dynamic(signer)
    if not isinstance(kind, str) or kind not in AUTO_SIGN:
        return
    if dynamic:
        yield Hit("auto_sign_dynamic", ("ApproverOption", "FillType"))
    if kind == "ENTERPRISESERVER" and not dynamic:
        yield from _missing(signer, "organization", "OrganizationName", "OrganizationOpenId")
        yield from _missing(signer, "auto_sign_open_id", "OpenId")
        controls = structs(signer, "SignComponents")
        seals = [c for _, c in controls if text(c, "ComponentType") in SEALS]
        if not any(given(seal, "ComponentValue") for seal in seals):
            yield Hit("auto_sign_seal", ("SignComponents",))


def pin_signer(signer: Raw) -> Iterator[Hit]:
    """PIN signing needs the proof derived from the PIN."""
    if text(signer, "ApproverType").endswith("_PIN_CODE_SIGN"):
        yield from _missing(signer, "pin_code", "PinCode")


def _missing(signer: Raw, rule: str, *fields: str) -> Iterator[Hit]:
    return (Hit(rule, (field,)) for field in fields if not given(signer, field))
