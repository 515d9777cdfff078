"""Cases of a contract: rule, place, what breaks it, the nearest that does not, path below the place."""

from tests.support.emulated import example
from tests.support.requests import CONTROL, FLOW, NOW, SCENARIOS, SIGNER, Case, at

_PERSON = at(example(1), SIGNER)
_MEMBER = _PERSON | SCENARIOS["3"]
_UNKEYED = {name: value for name, value in _MEMBER.items() if name != "OpenId"}
_FILL = {"ComponentType": "TEXT"}
_SIGN = at(example(1), CONTROL)
_KNOWN = "{合同名称}{发起方企业}{发起方姓名}{签署方1企业}{签署方2姓名}"

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
        "placeholder",
        FLOW,
        {"CustomShowMap": "{签署方0姓名}"},
        {"CustomShowMap": _KNOWN},
        "CustomShowMap",
    ),
    ("placeholder", FLOW, {"CustomShowMap": "{签署方3企业}"}, {}, "CustomShowMap"),
    ("placeholder", FLOW, {"CustomShowMap": "{发起方}"}, {}, "CustomShowMap"),
    (
        "same_signer",
        FLOW,
        {"FlowApprovers": [_MEMBER, _MEMBER | {"Mobile": "13200000009"}]},
        # The API reads no Mobile beside a verified member's OpenId, so the other may be somebody else's.
        {"FlowApprovers": [_MEMBER, _UNKEYED]},
        "FlowApprovers[1]",
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
        "auto_sign_fill",
        FLOW,
        {"FlowApprovers": [_PERSON | {"ApproverType": "PERSON_AUTO_SIGN", "Components": [_FILL]}]},
        {"FlowApprovers": [_PERSON | {"Components": [_FILL]}]},
        "FlowApprovers[0].Components",
    ),
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
        "file_outside",
        FLOW,
        {"FileIds": ["file:../a.pdf"]},
        {"FileIds": ["file:甲/a b.pdf"]},
        "FileIds[0]",
    ),
    ("file_form", FLOW, {"FileIds": ["file:/a"]}, {"FileIds": ["file:a"]}, "FileIds[0]"),
    ("file_characters", FLOW, {"FileIds": ["file:a\\b"]}, {"FileIds": ["file:a-b"]}, "FileIds[0]"),
    (
        "file_name_length",
        FLOW,
        {"FileIds": ["file:" + "a" * 256]},
        {"FileIds": ["file:" + "a" * 255]},
        "FileIds[0]",
    ),
]
