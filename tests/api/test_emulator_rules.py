"""Which code the emulator answers to which fault in the request."""

from typing import Any

import pytest

from tests.support.emulated import StillClock, emulated, example
from worker.emulator import EmulatorConfig
from worker.emulator.content import RULES
from worker.emulator.refusal import Refusal
from worker.emulator.schema import compile_request

CHECK = compile_request(RULES)
DROP = object()

GROUP: tuple[str, ...] = ()
FLOW = ("FlowFileInfos", 1)
SIGNER = (*FLOW, "FlowApprovers", 1)
AUTO = (*FLOW, "FlowApprovers", 0)
CONTROL = (*SIGNER, "SignComponents", 0)


def changed(place: tuple[str | int, ...], fields: dict[str, object]) -> dict[str, Any]:
    """Return example 1 with some fields set, or dropped, at one place."""
    body = example(1)
    target: Any = body
    for step in place:
        target = target[step]
    target.update(fields)
    for name in [name for name, value in fields.items() if value is DROP]:
        del target[name]
    return body


def verdict(body: object) -> tuple[str, str]:
    """Return code and message; created when nothing is wrong."""
    try:
        CHECK(body)
    except Refusal as refusal:
        return refusal.code, refusal.message
    return "created", ""


CASES: list[tuple[tuple[str | int, ...], dict[str, object], str]] = [
    (GROUP, {"Remark": 1}, "UnknownParameter"),
    (("Agent", "ProxyOperator"), {"Remark": 1}, "UnknownParameter"),
    (SIGNER, {"Remark": None}, "UnknownParameter"),
    (CONTROL, {"Remark": 1}, "UnknownParameter"),
    (GROUP, {"FlowFileInfos": DROP}, "MissingParameter"),
    (GROUP, {"FlowGroupName": None}, "MissingParameter"),
    (GROUP, {"Agent": DROP}, "MissingParameter"),
    (("Agent",), {"AppId": DROP}, "MissingParameter"),
    (("Agent",), {"ProxyOrganizationOpenId": DROP}, "MissingParameter"),
    (("Agent", "ProxyOperator"), {"OpenId": DROP}, "MissingParameter"),
    (FLOW, {"FileIds": DROP}, "MissingParameter"),
    (SIGNER, {"ApproverType": DROP}, "MissingParameter"),
    (SIGNER, {"Mobile": DROP}, "MissingParameter"),
    (CONTROL, {"ComponentType": DROP}, "MissingParameter"),
    (CONTROL, {"GenerateMode": "KEYWORD"}, "MissingParameter"),
    (GROUP, {"FlowGroupName": 7}, "InvalidParameter"),
    (GROUP, {"FlowFileInfos": {}}, "InvalidParameter"),
    (GROUP, {"Agent": []}, "InvalidParameter"),
    (FLOW, {"Unordered": 1}, "InvalidParameter"),
    (FLOW, {"Deadline": True}, "InvalidParameter"),
    (FLOW, {"FileIds": [1]}, "InvalidParameter"),
    (GROUP, {"FlowGroupName": "a" * 201}, "InvalidParameter.ParamError"),
    (GROUP, {"FlowGroupName": "a-b"}, "InvalidParameter.ParamError"),
    (GROUP, {"FlowGroupName": ""}, "InvalidParameter.ParamError"),
    (GROUP, {"FlowFileInfos": []}, "InvalidParameter.ParamError"),
    (GROUP, {"FlowFileInfos": example(1)["FlowFileInfos"][:1]}, "InvalidParameter.ParamError"),
    (GROUP, {"FlowFileInfos": example(1)["FlowFileInfos"] * 17}, "InvalidParameter.ParamError"),
    (("Agent",), {"ProxyOrganizationOpenId": "a" * 65}, "InvalidParameter.ParamError"),
    (GROUP, {"ApproverVerifyType": "Both"}, "InvalidParameter.ApproverVerifyType"),
    (FLOW, {"FileIds": []}, "InvalidParameter.FlowFileIds"),
    (FLOW, {"FileIds": ["a", "b"]}, "InvalidParameter.FlowFileIds"),
    (FLOW, {"FlowName": "a" * 201}, "InvalidParameter.FlowName"),
    (FLOW, {"FlowName": ""}, "InvalidParameter.FlowName"),
    (FLOW, {"FlowApprovers": []}, "InvalidParameter.FlowApprovers"),
    (FLOW, {"FlowDescription": "a" * 1001}, "InvalidParameter.FlowDescription"),
    (FLOW, {"FlowType": "a" * 256}, "InvalidParameter.FlowType"),
    (FLOW, {"CustomerData": "a" * 1001}, "InvalidParameter.CustomerData"),
    (FLOW, {"CallbackUrl": "nowhere"}, "InvalidParameter.FlowCallbackUrl"),
    (FLOW, {"FlowDisplayType": 4}, "InvalidParameterValue"),
    (FLOW, {"CustomShowMap": "{签署方3姓名}"}, "InvalidParameter.CustomShowMap"),
    (FLOW, {"CustomShowMap": "{金额}"}, "InvalidParameter.CustomShowMap"),
    (FLOW, {"Components": [{"ComponentType": "SIGN_SEAL"}]}, "InvalidParameter.Unsupported"),
    (SIGNER, {"ApproverType": "ROBOT"}, "InvalidParameter.ApproverType"),
    (SIGNER, {"Name": ""}, "InvalidParameter.Name"),
    (SIGNER, {"Mobile": "+8613200000000"}, "InvalidParameter.NonsupportMobile"),
    (SIGNER, {"IdCardType": "PASSPORT"}, "InvalidParameter.CardType"),
    (SIGNER, {"IdCardNumber": "12345"}, "InvalidParameter.ParamError"),
    (SIGNER, {"PreReadTime": 2}, "InvalidParameter.ParamError"),
    (SIGNER, {"OpenId": "a-b"}, "InvalidParameter.ParamError"),
    (SIGNER, {"ApproverSignTypes": [5, 6]}, "InvalidParameter.ParamError"),
    (SIGNER, {"ApproverSignTypes": [4]}, "InvalidParameterValue"),
    (SIGNER, {"NotChannelOrganization": True, "OpenId": "a"}, "InvalidParameter.ParamError"),
    (AUTO, {"OrganizationName": "A(B)"}, "InvalidParameter.OrganizationName"),
    (AUTO, {"Components": [{"ComponentType": "TEXT"}]}, "InvalidParameter.ParamError"),
    (CONTROL, {"ComponentType": "STAMP"}, "InvalidParameter.UnsupportedComponentType"),
    (CONTROL, {"ComponentType": "TEXT"}, "InvalidParameter.SignComponentType"),
    (CONTROL, {"ComponentType": "SIGN_SEAL"}, "InvalidParameter.SignComponentType"),
    (CONTROL, {"GenerateMode": "FIELD"}, "MissingParameter.MissComponentName"),
    (CONTROL, {"GenerateMode": "GUESS"}, "InvalidParameterValue"),
    (CONTROL, {"ComponentId": "a b"}, "InvalidParameter.ParamError"),
    (CONTROL, {"ComponentName": "a" * 21}, "InvalidParameter.ParamError"),
    (CONTROL, {"ComponentPage": 0}, "InvalidParameter.ParamError"),
]


@pytest.mark.parametrize(("place", "fields", "code"), CASES, ids=range(len(CASES)))
def test_refused(place: tuple[str | int, ...], fields: dict[str, object], code: str) -> None:
    """A fault of each family has its documented code."""
    assert verdict(changed(place, fields))[0].startswith(code)


SOFT: list[tuple[tuple[str | int, ...], dict[str, object]]] = [
    (FLOW, {"FlowApprovers": [{**example(1)["FlowFileInfos"][0]["FlowApprovers"][0]}]}),
    (FLOW, {"FlowType": "a" * 255, "CustomerData": "a" * 1000, "FlowName": "a" * 200}),
    (FLOW, {"CustomShowMap": "{合同名称} {发起方企业} {签署方2姓名}", "Deadline": None}),
    (SIGNER, {"NotifyType": "NODE"}),
    (SIGNER, {"SignComponents": DROP}),
    (SIGNER, {"IdCardNumber": "11010119900307123X", "IdCardType": "ID_CARD"}),
    (AUTO, {"ApproverOption": {"FillType": 1}, "OrganizationName": DROP}),
    (CONTROL, {"GenerateMode": "KEYWORD", "ComponentId": "^甲方 (签字)^"}),
    (CONTROL, {"ComponentWidth": 99.5, "ComponentPage": -1}),
]


@pytest.mark.parametrize(("place", "fields"), SOFT, ids=range(len(SOFT)))
def test_passed(place: tuple[str | int, ...], fields: dict[str, object]) -> None:
    """What the documents allow, or contradict each other on, passes."""
    assert ("created", "") == verdict(changed(place, fields))


@pytest.mark.parametrize(("signers", "code"), [(50, "created"), (51, "InvalidParameter.FlowApp")])
def test_number_of_signers(signers: int, code: str) -> None:
    """The softer of two documented limits holds for signers: fifty."""
    pattern = example(1)["FlowFileInfos"][0]["FlowApprovers"][1]
    people = [pattern | {"Mobile": str(13_200_000_000 + number)} for number in range(signers)]

    assert verdict(changed(FLOW, {"FlowApprovers": people}))[0].startswith(code)


def test_the_same_signer_twice() -> None:
    """A signer may be in a contract once."""
    signer = example(1)["FlowFileInfos"][0]["FlowApprovers"][1]

    code, _ = verdict(changed(FLOW, {"FlowApprovers": [signer, signer]}))

    assert "InvalidParameter.BizApproverAlreadyExists" == code


def test_message_names_the_place() -> None:
    """The message says where in the request the fault lies, and not the value."""
    _, message = verdict(changed(CONTROL, {"ComponentName": "secret" * 9}))
    place, _, text = message.partition(": ")

    assert "FlowFileInfos[1].FlowApprovers[1].SignComponents[0].ComponentName" == place
    assert "secret" not in text


@pytest.mark.parametrize(
    ("deadline", "code"),
    [
        (0, "created"),
        (1_700_000_001, "created"),
        (33_162_419_560, "created"),
        (1_700_000_000, "InvalidParameter.FlowDeadLine"),
        (-1, "InvalidParameter.FlowDeadLine"),
        (33_162_419_561, "InvalidParameter.FlowDeadLine"),
    ],
)
async def test_deadline(deadline: int, code: str) -> None:
    """A deadline lies ahead and before the year 3020, or is 0."""
    async with emulated(EmulatorConfig(clock=StillClock(1_700_000_000), limit=0)) as call:
        body = changed(FLOW, {"Deadline": deadline})

        assert code == await call.create(body, timestamp=1_700_000_000)


async def test_validation_switched_off() -> None:
    """For measuring, the field rules can be left out."""
    async with emulated(EmulatorConfig(limit=0, validate=False)) as call:
        assert "created" == await call.create(changed(GROUP, {"Remark": 1}))
