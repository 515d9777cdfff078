"""What several fields say together: plain functions over the raw document, by struct.

Each yields a hit for each place where it does not hold; severity, source and messages stand in
jobs/payload/rules.json. What is of the wrong type is another fault's business and passes here.
"""

from collections.abc import Callable, Iterator
from typing import Final, TypeAlias

from jobs.payload.fault import Hit
from jobs.payload.moment import Moment
from jobs.payload.raw import Raw
from jobs.payload.rules import contracts, controls, extra, files, identity, scenarios, signers

_Rule: TypeAlias = Callable[[Raw], Iterator[Hit]]

_RULES: Final[dict[str, tuple[_Rule, ...]]] = {
    "ChannelCreateFlowGroupByFilesRequest": (contracts.overridden_checks,),
    "FlowFileInfo": (
        contracts.soft_limits,
        contracts.placeholders,
        contracts.same_signer,
        contracts.auto_sign_beside_fill_controls,
        contracts.component_ids,
        signers.fill_controls,
        files.references,
    ),
    "FlowApproverInfo": (
        scenarios.person,
        scenarios.member,
        scenarios.saas_member,
        scenarios.auto_signer,
        scenarios.pin_signer,
        identity.number,
        signers.organization_name,
        signers.authentication,
        signers.notification,
        signers.sign_controls,
        signers.combinations,
        signers.fill_controls,
    ),
    "Component": (
        controls.modes,
        controls.names,
        controls.placement,
        controls.keyword_fields,
        controls.values,
        extra.options,
    ),
}


def struct_faults(name: str, value: Raw, moment: Moment) -> Iterator[Hit]:
    """Judge a struct of the given name by its cross-field rules."""
    for rule in _RULES.get(name, ()):
        yield from rule(value)
    if name == "FlowFileInfo":
        yield from contracts.deadline(value, moment)
