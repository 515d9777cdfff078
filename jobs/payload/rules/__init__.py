"""What several fields say together: plain functions over the raw document, by struct.

Each yields a hit for each place where it does not hold; severity, source and messages stand in
jobs/payload/rules.json. What is of the wrong type is another fault's business and passes here.
"""

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple, TypeAlias

from jobs.payload.fault import Hit
from jobs.payload.moment import Moment
from jobs.payload.raw import Raw
from jobs.payload.rules import contracts, controls, extra, files, identity, scenarios, signers

_Rule: TypeAlias = Callable[[Raw], Iterator[Hit]]


class Waking(NamedTuple):
    """A rule, and the fields of which one must stand in the struct; none: it always looks."""

    rule: _Rule
    fields: frozenset[str]


class Dated(NamedTuple):
    """The one rule that needs to know when the job could be sent."""

    struct: str
    rule: Callable[[Raw, Moment], Iterator[Hit]]


def _on(rule: _Rule, *fields: str) -> Waking:
    return Waking(rule, frozenset(fields))


DEADLINE: Final = Dated("FlowFileInfo", contracts.deadline)

RULES: Final[dict[str, tuple[Waking, ...]]] = {
    "ChannelCreateFlowGroupByFilesRequest": (
        _on(contracts.overridden_checks, "ApproverVerifyType"),
    ),
    "FlowFileInfo": (
        _on(files.references, "FileIds"),
        _on(contracts.soft_limits, "FlowApprovers", "FlowType"),
        _on(contracts.placeholders, "CustomShowMap"),
        _on(contracts.same_signer, "FlowApprovers"),
        _on(contracts.auto_sign_beside_fill_controls, "FlowApprovers"),
        _on(contracts.component_ids, "FlowApprovers", "Components"),
        _on(signers.fill_controls, "Components"),
    ),
    "FlowApproverInfo": (
        _on(scenarios.needed, "ApproverType"),
        _on(scenarios.outside, "NotChannelOrganization"),
        _on(identity.number, "IdCardNumber"),
        _on(signers.organization_name, "OrganizationName"),
        _on(signers.authentication, "ApproverSignTypes"),
        _on(signers.notification, "NotifyType"),
        _on(signers.sign_controls),
        _on(signers.fill_controls, "Components"),
    ),
    "Component": (
        _on(controls.modes, "GenerateMode"),
        _on(controls.names, "ComponentId", "ComponentName"),
        _on(controls.page, "ComponentPage"),
        _on(controls.placement),
        _on(controls.keyword_fields, *controls.KEYWORD_ONLY),
        _on(controls.values, "ComponentValue"),
        _on(extra.options, "ComponentExtra"),
    ),
}
