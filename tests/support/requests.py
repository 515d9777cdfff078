"""Requests changed in one place, for tests of what is wrong with them."""

from typing import Any, Final, TypeAlias

from tests.support.emulated import example

Place: TypeAlias = tuple[str | int, ...]
Case: TypeAlias = tuple[str, Place, dict[str, Any], dict[str, Any], str]

NOW: Final = 1_700_000_000
DROP: Final = object()
GROUP: Final[Place] = ()
FLOW: Final[Place] = ("FlowFileInfos", 1)
AUTO: Final[Place] = (*FLOW, "FlowApprovers", 0)
SIGNER: Final[Place] = (*FLOW, "FlowApprovers", 1)
SEAL: Final[Place] = (*AUTO, "SignComponents", 0)
CONTROL: Final[Place] = (*SIGNER, "SignComponents", 0)

ORGANIZATION: Final[dict[str, object]] = {
    "OrganizationName": "李四示例企业",
    "OrganizationOpenId": "zk_b",
}
PERSON: Final[dict[str, object]] = {"Name": "典子谦", "Mobile": "13200000001"}
SCENARIOS: Final[dict[str, dict[str, object]]] = {
    "1": {"ApproverType": "ORGANIZATION", "OrganizationName": "王五示例企业"}
    | {"OrganizationOpenId": "zk_online_org", "OpenId": "kevin"}
    | PERSON,
    "2": {"ApproverType": "ORGANIZATION", "ApproverOption": {"FillType": 1}} | ORGANIZATION,
    "3": {"ApproverType": "ORGANIZATION", "OpenId": "li4"} | ORGANIZATION | PERSON,
    "4": {"ApproverType": "PERSON"} | PERSON,
    "5": {"ApproverType": "ORGANIZATION", "NotChannelOrganization": True}
    | {"OrganizationName": "示例企业"}
    | PERSON,
}


def changed(place: Place, fields: dict[str, Any]) -> dict[str, Any]:
    """Return example 1 with some fields set, or dropped, at one place."""
    body = example(1)
    target = at(body, place)
    target.update(fields)
    for name in [name for name, value in fields.items() if value is DROP]:
        del target[name]
    return body


def signed_by(scenario: str, **fields: object) -> dict[str, Any]:
    """Return example 1 whose second contract has the signer of a scenario, some fields changed."""
    controls = at(example(1), SIGNER)["SignComponents"]
    signer = SCENARIOS[scenario] | {"SignComponents": controls} | fields
    kept = {name: value for name, value in signer.items() if value is not DROP}
    return changed(FLOW, {"FlowApprovers": [kept]})


def at(body: dict[str, Any], place: Place) -> Any:  # noqa: ANN401 - JSON
    """Return what stands at a place."""
    target: Any = body
    for step in place:
        target = target[step]
    return target
