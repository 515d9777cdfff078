"""Cases of one field: rule, place, what breaks it, the nearest that does not, path below the place."""

from tests.support.emulated import example
from tests.support.requests import AUTO, CONTROL, DROP, FLOW, GROUP, SIGNER, Case, at

_FLOWS = example(1)["FlowFileInfos"]
_PERSON = at(example(1), SIGNER)

CASES: list[Case] = [
    ("type", GROUP, {"FlowGroupName": 7}, {"FlowGroupName": "7"}, "FlowGroupName"),
    ("type", GROUP, {"Agent": []}, {"Agent": example(1)["Agent"]}, "Agent"),
    ("type", FLOW, {"Unordered": 1}, {"Unordered": True}, "Unordered"),
    ("type", FLOW, {"Deadline": 1.0}, {"Deadline": 0}, "Deadline"),
    ("type", FLOW, {"FileIds": [1]}, {"FileIds": ["1"]}, "FileIds[0]"),
    ("type", FLOW, {"FlowApprovers": ["a"]}, {"FlowApprovers": [_PERSON]}, "FlowApprovers[0]"),
    ("type", CONTROL, {"ComponentWidth": "1"}, {"ComponentWidth": 1}, "ComponentWidth"),
    ("required", GROUP, {"FlowFileInfos": DROP}, {}, "FlowFileInfos"),
    ("required", GROUP, {"Agent": None}, {}, "Agent"),
    ("required", ("Agent",), {"AppId": DROP}, {}, "AppId"),
    ("required", ("Agent", "ProxyOperator"), {"OpenId": DROP}, {}, "OpenId"),
    ("required", SIGNER, {"ApproverType": DROP}, {}, "ApproverType"),
    ("unknown", SIGNER, {"Phone": None}, {"PreReadTime": None}, "Phone"),
    ("unknown", GROUP, {"13200000000": 1}, {}, "?"),
    ("enum", SIGNER, {"ApproverType": "ROBOT"}, {}, "ApproverType"),
    ("enum", CONTROL, {"FileIndex": 1}, {"FileIndex": 0}, "FileIndex"),
    ("enum", SIGNER, {"SignEndpoints": ["web"]}, {"SignEndpoints": ["link"]}, "SignEndpoints[0]"),
    ("empty", GROUP, {"FlowGroupName": ""}, {"FlowGroupName": "a"}, "FlowGroupName"),
    ("empty", FLOW, {"FileIds": [""]}, {"FileIds": ["a"]}, "FileIds[0]"),
    ("too_long", FLOW, {"FlowName": "a" * 201}, {"FlowName": "合" * 200}, "FlowName"),
    ("too_many", GROUP, {"FlowFileInfos": _FLOWS * 17}, {}, "FlowFileInfos"),
    ("too_many", FLOW, {"FileIds": ["a", "b"]}, {"FileIds": ["a"]}, "FileIds"),
    (
        "too_few",
        GROUP,
        {"FlowFileInfos": _FLOWS[:1]},
        {"FlowFileInfos": _FLOWS[:2]},
        "FlowFileInfos",
    ),
    ("too_small", SIGNER, {"PreReadTime": 2}, {"PreReadTime": 3}, "PreReadTime"),
    ("too_large", SIGNER, {"PreReadTime": 301}, {"PreReadTime": 300}, "PreReadTime"),
    ("too_large", CONTROL, {"OffsetX": 2e15}, {"ComponentPosX": 1e15}, "OffsetX"),
    ("characters", GROUP, {"FlowGroupName": "a-b"}, {"FlowGroupName": "二〇_A1"}, "FlowGroupName"),
    ("characters", GROUP, {"FlowGroupName": "a\n"}, {}, "FlowGroupName"),
    ("alphanumeric", SIGNER, {"OpenId": "a_b"}, {"OpenId": "aB1"}, "OpenId"),
    (
        "hidden_characters",
        FLOW,
        {"FlowName": "a\u202eb"},
        {"FlowName": "a b\u3000（c）"},
        "FlowName",
    ),
    ("hidden_characters", SIGNER, {"Name": "a\x00"}, {"Name": "阿卜杜拉·买买提"}, "Name"),
    *(
        ("hidden_characters", place, {field: f"a{hidden}b"}, {field: "a\u200bb"}, field)
        for place, field in [(SIGNER, "Name"), (AUTO, "OrganizationName")]
        for hidden in "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    ),
    ("mobile", SIGNER, {"Mobile": "+8613200000000"}, {"Mobile": "19900000000"}, "Mobile"),
    ("mobile", SIGNER, {"Mobile": "1320000000０"}, {}, "Mobile"),
    ("url", FLOW, {"CallbackUrl": "nowhere"}, {"CallbackUrl": ""}, "CallbackUrl"),
    ("deprecated", FLOW, {"CallbackUrl": "https://a.b"}, {"CallbackUrl": ""}, "CallbackUrl"),
    ("no_effect", SIGNER, {"SignId": "a"}, {"SignId": ""}, "SignId"),
    ("too_large", FLOW, {"Deadline": 33_162_419_561}, {}, "Deadline"),
]
