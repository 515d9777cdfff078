"""Cases of a control: rule, place, what breaks it, the nearest that does not, path below the place."""

from tests.support.requests import CONTROL, DROP, FLOW, Case

_DRAWN = ("SIGN_SEAL", "SIGN_PAGING_SEAL", "SIGN_LEGAL_PERSON_SEAL", "SIGN_PAGING_SIGNATURE")
_FIELD = {"GenerateMode": "FIELD", "ComponentName": "a"}
_PAGING = {"ComponentType": "SIGN_PAGING_SIGNATURE"}


def _watermark(extra: str) -> dict[str, object]:
    return {"Components": [{"ComponentType": "WATERMARK", "ComponentExtra": extra}]}


CASES: list[Case] = [
    (
        "keyword",
        CONTROL,
        {"GenerateMode": "KEYWORD"},
        {"GenerateMode": "KEYWORD", "ComponentId": "^甲方 (签字)^"},
        "ComponentId",
    ),
    (
        "field_name",
        CONTROL,
        {"GenerateMode": "FIELD"},
        {"GenerateMode": "FIELD", "ComponentName": "Text.1 of a long form"},
        "ComponentName",
    ),
    (
        "field_seal",
        CONTROL,
        {"GenerateMode": "FIELD", "ComponentName": "a"},
        {"GenerateMode": "FIELD", "ComponentName": "a", "ComponentType": "SIGN_DATE"},
        "GenerateMode",
    ),
    *(
        (
            "field_seal",
            CONTROL,
            _FIELD | {"ComponentType": kind},
            _FIELD | {"ComponentType": "SIGN_DATE"},
            "GenerateMode",
        )
        for kind in _DRAWN
    ),
    ("component_id", CONTROL, {"ComponentId": "a b"}, {"ComponentId": "甲" * 30}, "ComponentId"),
    (
        "component_name",
        CONTROL,
        {"ComponentName": "a" * 21},
        {"ComponentName": "甲" * 20},
        "ComponentName",
    ),
    ("page", CONTROL, {"ComponentPage": 0}, {"ComponentPage": -1}, "ComponentPage"),
    ("unplaced", CONTROL, {"ComponentPosX": DROP}, {"ComponentPosX": 0}, ""),
    (
        "unplaced",
        CONTROL,
        _PAGING | {"ComponentPosY": DROP},
        _PAGING | {"ComponentPosX": DROP, "ComponentPage": DROP},
        "",
    ),
    (
        "unplaced",
        FLOW,
        {"Components": [{"ComponentType": "TEXT"}]},
        {"Components": [{"ComponentType": "WATERMARK"}]},
        "Components[0]",
    ),
    (
        "keyword_only",
        CONTROL,
        {"OffsetX": 1},
        {"OffsetX": 1, "GenerateMode": "KEYWORD", "ComponentId": "a"},
        "OffsetX",
    ),
    (
        "opinion",
        CONTROL,
        {"ComponentType": "SIGN_OPINION", "ComponentValue": "a" * 51},
        {"ComponentType": "SIGN_OPINION", "ComponentValue": "a" * 50},
        "ComponentValue",
    ),
    (
        "attachments",
        FLOW,
        {"Components": [{"ComponentType": "ATTACHMENT", "ComponentValue": "a,b,c,d,e,f,g"}]},
        {"Components": [{"ComponentType": "ATTACHMENT", "ComponentValue": "a,b,c,d,e,f"}]},
        "Components[0].ComponentValue",
    ),
    (
        "attachments",
        FLOW,
        {"Components": [{"ComponentType": "ATTACHMENT", "ComponentValue": "a, ,b"}]},
        {"Components": [{"ComponentType": "ATTACHMENT", "ComponentValue": "a, b"}]},
        "Components[0].ComponentValue",
    ),
    ("extra_json", CONTROL, {"ComponentExtra": "[]"}, {"ComponentExtra": "{ }"}, "ComponentExtra"),
    (
        "extra_range",
        CONTROL,
        {"ComponentExtra": '{"FontSize":73}'},
        {"ComponentExtra": '{"FontSize":72}'},
        "ComponentExtra",
    ),
    (
        "extra_range",
        CONTROL,
        {"ComponentExtra": '{"Opacity":0.5}'},
        {"ComponentExtra": '{"Opacity":0.6}'},
        "ComponentExtra",
    ),
    (
        "extra_range",
        CONTROL,
        {"ComponentExtra": '{"Rotate":-361}'},
        {"ComponentExtra": '{"Rotate":-360}'},
        "ComponentExtra",
    ),
    *(
        (
            "extra_range",
            CONTROL,
            {"ComponentExtra": f'{{"{option}":{wrong}}}'},
            {"ComponentExtra": f'{{"{option}":{right}}}'},
            "ComponentExtra",
        )
        for option, wrong, right in [("FontSize", 5, 6), ("Opacity", 1.1, 1), ("Rotate", 361, 360)]
    ),
    *(
        (
            "extra_range",
            FLOW,
            _watermark(f'{{"{option}":{wrong}}}'),
            _watermark(f'{{"{option}":{right}}}'),
            "Components[0].ComponentExtra",
        )
        for option, wrong, right in [
            ("Opacity", -0.1, 0),
            ("Opacity", 1.1, 0.5),
            ("Rotate", -1, 0),
            ("Rotate", 360, 359),
        ]
    ),
    (
        "component_name",
        CONTROL,
        {"ComponentName": "Text.1", "ComponentType": "SIGN_DATE"},
        {"ComponentName": "Text.1", "ComponentType": "SIGN_DATE", "GenerateMode": "FIELD"},
        "ComponentName",
    ),
]
