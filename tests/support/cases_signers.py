"""Cases of a signer: rule, place, what breaks it, the nearest that does not, path below the place."""

from tests.support.emulated import example
from tests.support.requests import AUTO, CONTROL, DROP, SEAL, SIGNER, Case, at

_SIGN = at(example(1), CONTROL)
_COMBINED = _SIGN | {"ComponentType": "SIGN_VIRTUAL_COMBINATION"}
_INNER = _SIGN | {"ComponentType": "SIGN_SELECTOR", "ComponentId": "a"}
_FOUR = '{"Children":["a","b","c","d"]}'
_FIVE = '{"Children":["a","b","c","d","e"]}'

CASES: list[Case] = [
    ("sign_components", SIGNER, {"SignComponents": []}, {}, "SignComponents"),
    ("sign_components", SIGNER, {"SignComponents": DROP}, {}, "SignComponents"),
    (
        "sign_component_type",
        CONTROL,
        {"ComponentType": "TEXT"},
        {"ComponentType": "SIGN_DATE"},
        "ComponentType",
    ),
    (
        "seal_of_person",
        CONTROL,
        {"ComponentType": "SIGN_LEGAL_PERSON_SEAL"},
        {"ComponentType": "SIGN_OPINION"},
        "ComponentType",
    ),
    *(
        ("seal_of_person", CONTROL, {"ComponentType": kind}, {}, "ComponentType")
        for kind in ("SIGN_SEAL", "SIGN_PAGING_SEAL")
    ),
    *(
        (
            "seal_of_person",
            SIGNER,
            {"ApproverType": kind, "SignComponents": [_SIGN | {"ComponentType": "SIGN_SEAL"}]},
            {"ApproverType": kind},
            "SignComponents[0].ComponentType",
        )
        for kind in ("PERSON_AUTO_SIGN", "PERSON_PIN_CODE_SIGN")
    ),
    (
        "combination",
        CONTROL,
        _COMBINED | {"ComponentExtra": _FIVE.replace("Children", "ChildrenComponents")},
        _COMBINED | {"ComponentExtra": _FOUR.replace("Children", "ChildrenComponents")},
        "ComponentExtra",
    ),
    (
        "combination_part",
        SIGNER,
        {"SignComponents": [_INNER | {"ComponentType": "SIGN_MULTI_LINE_TEXT"}]},
        {
            "SignComponents": [
                _COMBINED | {"ComponentExtra": _FOUR.replace("Children", "ChildrenComponents")},
                _INNER | {"ComponentType": "SIGN_MULTI_LINE_TEXT"},
            ]
        },
        "SignComponents[0].ComponentType",
    ),
    (
        "combination",
        CONTROL,
        _COMBINED | {"ComponentExtra": _FIVE},
        _COMBINED | {"ComponentExtra": _FOUR},
        "ComponentExtra",
    ),
    (
        "combination_part",
        SIGNER,
        {"SignComponents": [_COMBINED, _INNER]},
        {"SignComponents": [_COMBINED | {"ComponentExtra": _FOUR}, _INNER]},
        "SignComponents[1].ComponentType",
    ),
    (
        "brackets",
        AUTO,
        {"OrganizationName": "A(B)"},
        {"OrganizationName": "A（B）"},
        "OrganizationName",
    ),
    (
        "sign_types",
        SIGNER,
        {"ApproverSignTypes": [5, 6]},
        {"ApproverSignTypes": [5, 1]},
        "ApproverSignTypes",
    ),
    (
        "id_number",
        SIGNER,
        {"IdCardNumber": "11010519491231002x"},
        {"IdCardNumber": "11010519491231002X"},
        "IdCardNumber",
    ),
    (
        "id_number",
        SIGNER,
        {"IdCardType": "HONGKONG_AND_MACAO", "IdCardNumber": "H123"},
        {"IdCardType": "HONGKONG_AND_MACAO", "IdCardNumber": "H0123456789"},
        "IdCardNumber",
    ),
    (
        "id_check_digit",
        SIGNER,
        {"IdCardNumber": "110105194912310021"},
        {"IdCardNumber": "11010519491231002X"},
        "IdCardNumber",
    ),
    ("auto_sign_seal", SEAL, {"ComponentValue": DROP}, {}, ""),
    ("auto_sign_open_id", AUTO, {"OpenId": DROP}, {}, "OpenId"),
    (
        "organization",
        AUTO,
        {"OrganizationOpenId": DROP},
        {"OrganizationOpenId": DROP, "ApproverOption": {"FillType": 1}},
        "OrganizationOpenId",
    ),
    (
        "auto_sign_dynamic",
        AUTO,
        {"ApproverOption": {"FillType": 1}},
        {"ApproverOption": {"NoRefuse": True}},
        "ApproverOption.FillType",
    ),
    (
        "auto_sign_dynamic",
        SIGNER,
        {"ApproverType": "PERSON_AUTO_SIGN", "ApproverOption": {"FillType": 1}},
        {"ApproverOption": {"FillType": 1}},
        "ApproverOption.FillType",
    ),
    *(
        (
            "pin_code",
            place,
            {"ApproverType": kind},
            {"ApproverType": kind, "PinCode": "ab"},
            "PinCode",
        )
        for place, kind in [
            (AUTO, "ORGANIZATION_PIN_CODE_SIGN"),
            (AUTO, "OTHER_ORGANIZATION_PIN_CODE_SIGN"),
            (SIGNER, "PERSON_PIN_CODE_SIGN"),
        ]
    ),
    (
        "not_channel_kind",
        SIGNER,
        {"NotChannelOrganization": True},
        {"NotChannelOrganization": False},
        "NotChannelOrganization",
    ),
    ("notify_type", SIGNER, {"NotifyType": "SMS"}, {"NotifyType": None}, "NotifyType"),
    ("notify_node", SIGNER, {"NotifyType": "NODE"}, {"NotifyType": "NONE"}, "NotifyType"),
]
