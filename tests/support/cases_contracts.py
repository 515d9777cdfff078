"""Cases of a contract: rule, place, what breaks it, the nearest that does not, path below the place."""

from tests.support.emulated import example
from tests.support.requests import CONTROL, FLOW, NOW, SIGNER, Case, at

_PERSON = at(example(1), SIGNER)
_FILL = {"ComponentType": "TEXT"}
_SIGN = at(example(1), CONTROL)

CASES: list[Case] = [
    ("deadline_past", FLOW, {"Deadline": NOW}, {"Deadline": NOW + 1}, "Deadline"),
    ("deadline_digits", FLOW, {"Deadline": 10**10}, {"Deadline": 10**10 - 1}, "Deadline"),
    ("flow_type_over_200", FLOW, {"FlowType": "a" * 201}, {"FlowType": "a" * 200}, "FlowType"),
    (
        "placeholder",
        FLOW,
        {"CustomShowMap": "{签署方3姓名}"},
        {"CustomShowMap": "{签署方2姓名}"},
        "CustomShowMap",
    ),
    (
        "placeholder",
        FLOW,
        {"CustomShowMap": "{金额}"},
        {"CustomShowMap": "{合同名称} {"},
        "CustomShowMap",
    ),
    (
        "same_signer",
        FLOW,
        {"FlowApprovers": [_PERSON, _PERSON]},
        {"FlowApprovers": [_PERSON, _PERSON | {"Mobile": "13200000009"}]},
        "FlowApprovers[1]",
    ),
    ("auto_sign_fill", SIGNER, {"Components": [_FILL]}, {"Components": []}, "Components"),
    (
        "component_id_twice",
        SIGNER,
        {"SignComponents": [_SIGN | {"ComponentId": "a"}] * 2},
        {"SignComponents": [_SIGN | {"ComponentId": "a", "GenerateMode": "KEYWORD"}] * 2},
        "SignComponents[1].ComponentId",
    ),
    (
        "fill_component_type",
        FLOW,
        {"Components": [_SIGN]},
        {"Components": [_FILL]},
        "Components[0].ComponentType",
    ),
    (
        "file_reference",
        FLOW,
        {"FileIds": ["file:../a.pdf"]},
        {"FileIds": ["file:甲/a b.pdf"]},
        "FileIds[0]",
    ),
]
