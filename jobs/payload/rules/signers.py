"""Rules of one signer beside its scenario.

Source: the texts of FlowApproverInfo and Component; API document, section 5.
"""

from collections.abc import Iterator
from typing import Final, get_args

from jobs.payload.component import FillKind, SignKind
from jobs.payload.fault import Hit
from jobs.payload.raw import Raw, structs, text
from jobs.payload.rules.extra import parsed
from jobs.payload.rules.scenarios import SEALS

_FILL_KINDS: Final = frozenset(get_args(FillKind))
_SIGN_KINDS: Final = frozenset(get_args(SignKind))
_PERSONS: Final = frozenset({"PERSON", "PERSON_AUTO_SIGN", "PERSON_PIN_CODE_SIGN"})
_INNER_KINDS: Final = frozenset({"SIGN_MULTI_LINE_TEXT", "SIGN_SELECTOR"})
_COMBINATION: Final = "SIGN_VIRTUAL_COMBINATION"
_COMBINED_KINDS: Final = _INNER_KINDS | {_COMBINATION}
_NEVER_ALONE: Final = frozenset({5, 6})
_MOST_CHILDREN: Final = 4


def organization_name(signer: Raw) -> Iterator[Hit]:
    """Brackets in an organisation's name are full-width."""
    name = text(signer, "OrganizationName")
    if "(" in name or ")" in name:
        yield Hit("brackets", ("OrganizationName",))


def authentication(signer: Raw) -> Iterator[Hit]:
    """Fingerprint and device face are not the only ways to authenticate."""
    kinds = signer.get("ApproverSignTypes")
    if isinstance(kinds, list) and kinds and all(kind in _NEVER_ALONE for kind in kinds):
        yield Hit("sign_types", ("ApproverSignTypes",))


def notification(signer: Raw) -> Iterator[Hit]:
    """NotifyType counts for staff of the SaaS platform only; the documents print NONE and NODE."""
    kind = text(signer, "NotifyType")
    if kind and signer.get("NotChannelOrganization") is not True:
        yield Hit("notify_type", ("NotifyType",))
    if kind == "NODE":
        yield Hit("notify_node", ("NotifyType",))


def sign_controls(signer: Raw) -> Iterator[Hit]:
    """A signer has a signing control, of a signing kind, and a person has no seal."""
    if signer.get("SignComponents") in (None, []):
        yield Hit("sign_components", ("SignComponents",))
    of_person = text(signer, "ApproverType") in _PERSONS
    combined = False
    for index, control in structs(signer, "SignComponents"):
        kind = text(control, "ComponentType")
        combined = combined or kind in _COMBINED_KINDS
        if kind in _FILL_KINDS:
            yield Hit("sign_component_type", ("SignComponents", index, "ComponentType"))
        elif of_person and kind in SEALS:
            yield Hit("seal_of_person", ("SignComponents", index, "ComponentType"))
    if combined:
        yield from _combinations(signer)


def _combinations(signer: Raw) -> Iterator[Hit]:
    """A combination has at most four parts; some kinds exist only as such parts."""
    controls, parts = structs(signer, "SignComponents"), set[str]()
    for index, control in controls:
        if text(control, "ComponentType") == _COMBINATION:
            options = parsed(control)
            for children in (options.get("Children"), options.get("ChildrenComponents")):
                if isinstance(children, list):
                    parts.update(child for child in children if isinstance(child, str))
                    if len(children) > _MOST_CHILDREN:
                        yield Hit("combination", ("SignComponents", index, "ComponentExtra"))
    for index, control in controls:
        inner = text(control, "ComponentType") in _INNER_KINDS
        if inner and text(control, "ComponentId") not in parts:
            yield Hit("combination_part", ("SignComponents", index, "ComponentType"))


def fill_controls(owner: Raw) -> Iterator[Hit]:
    """Fill controls are of a filling kind."""
    for index, control in structs(owner, "Components"):
        if text(control, "ComponentType") in _SIGN_KINDS:
            yield Hit("fill_component_type", ("Components", index, "ComponentType"))
