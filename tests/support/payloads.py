"""Payloads made from jobs/fields.json: valid ones, and ones that are wrong in one field."""

from collections.abc import Iterator
from copy import deepcopy
from random import Random
from typing import Any, TypeAlias

from tests.support.field_schema import REQUEST, STRUCTS, is_needed, schema

Struct: TypeAlias = dict[str, Any]
Row: TypeAlias = dict[str, Any]

NOW = 1_700_000_000
_SIGNING: list[object] = ["SIGN_SIGNATURE", "SIGN_DATE", "SIGN_OPINION", "SIGN_PAGING_SIGNATURE"]
_WRONG: dict[str, object] = {
    "string": 7,
    "integer": "7",
    "number": "7",
    "boolean": 1,
    "object": [],
    "array": {},
}
# Fields that several rules look at together are made so that these hold, or are left to _SIGNERS.
_CHOICES: dict[tuple[str, str], list[object]] = {
    ("FlowFileInfo", "Deadline"): [0, NOW + 86_400],
    ("FlowFileInfo", "CallbackUrl"): ["", "https://example.com/a"],
    ("FlowFileInfo", "CustomShowMap"): ["{合同名称}", "{签署方1姓名}", "-"],
    ("FlowFileInfo", "Components"): [[{"ComponentType": "TEXT", "ComponentValue": "a"}]],
    ("FlowApproverInfo", "CallbackUrl"): ["https://example.com"],
    ("FlowApproverInfo", "ApproverSignTypes"): [[1, 5], [2], [3, 6, 5]],
    ("Component", "ComponentPage"): [1, 3, -1],
    ("Component", "ComponentExtra"): ['{"FontSize": 12}', ""],
    ("Component", "ComponentId"): ["控件_1", "a"],
    ("Component", "ComponentName"): ["name_1"],
    ("Component", "ComponentValue"): ["a"],
    ("Component", "GenerateMode"): ["NORMAL"],
    ("Component", "ComponentType"): _SIGNING,
    ("Component", "KeywordIndexes"): [[0, 2]],
}
_LEFT = {
    "Name", "Mobile", "OrganizationName", "OpenId", "OrganizationOpenId", "NotChannelOrganization",
    "ApproverType", "IdCardType", "IdCardNumber", "Components", "SignComponents",
}  # fmt: skip
_ORGANIZATION = {"OrganizationName": "王五示例企业", "OrganizationOpenId": "zk_online_org"}
_SIGNERS: list[Struct] = [
    {"ApproverType": "PERSON", "Name": "典子谦", "Mobile": "13200000000"},
    {"ApproverType": "ORGANIZATION", "ApproverOption": {"FillType": 1}} | _ORGANIZATION,
    {"ApproverType": "ORGANIZATION", "Name": "典", "Mobile": "13200000001", "OpenId": "zk"}
    | _ORGANIZATION,
    {"ApproverType": "ORGANIZATION", "NotChannelOrganization": True, "Name": "典"}
    | {"Mobile": "13200000002", "OrganizationName": "李四示例企业"},
    {"ApproverType": "ENTERPRISESERVER", "OpenId": "zk"} | _ORGANIZATION,
]


def valid_payload(rng: Random) -> Struct:
    """Make a payload that breaks no rule; warnings are possible."""
    body = _struct(REQUEST, rng)
    body["FlowFileInfos"] = [_contract(rng) for _ in range(rng.randint(2, 3))]
    return body


def damaged(rng: Random) -> Struct:
    """Make a payload that is wrong in one field."""
    body = valid_payload(rng)
    name, target = rng.choice(list(instances(body)))
    if rng.random() < 0.1:
        target["Remark"] = None
        return body
    row = rng.choice(STRUCTS[name])
    target[row["name"]] = rng.choice(list(_wrong_values(name, row)))
    if is_needed(row) and rng.random() < 0.3:
        del target[row["name"]]
    return body


def instances(body: Struct, name: str = REQUEST) -> Iterator[tuple[str, Struct]]:
    """Find all structs in a payload."""
    yield name, body
    for row in STRUCTS[name]:
        inner, value = row["type"].removeprefix("array<").removesuffix(">"), body.get(row["name"])
        if inner in STRUCTS and value is not None:
            for item in value if isinstance(value, list) else [value]:
                yield from instances(item, inner)


def _contract(rng: Random) -> Struct:
    contract = _struct("FlowFileInfo", rng)
    contract["FlowApprovers"] = [_signer(rng, who) for who in rng.sample(_SIGNERS, 2)]
    return contract


def _signer(rng: Random, who: Struct) -> Struct:
    signer = _struct("FlowApproverInfo", rng, leave=_LEFT) | deepcopy(who)
    signer["SignComponents"] = [_struct("Component", rng)]
    return signer


def _struct(name: str, rng: Random, leave: set[str] | frozenset[str] = frozenset()) -> Struct:
    made = {}
    for row in STRUCTS[name]:
        if row["name"] not in leave and (is_needed(row) or rng.random() < 0.2):
            made[row["name"]] = _value(name, row, rng)
    return made


def _value(struct: str, row: Row, rng: Random) -> object:
    if choices := _CHOICES.get((struct, row["name"])):
        return deepcopy(rng.choice(choices))
    kind = row["type"]
    inner = kind.removeprefix("array<").removesuffix(">")
    if inner != kind:
        return [_single(struct, row, inner, rng)]
    return _single(struct, row, kind, rng)


def _single(struct: str, row: Row, kind: str, rng: Random) -> object:
    limits = _limits(struct, row)
    if kind in STRUCTS:
        return _struct(kind, rng)
    if row["enum"]:
        return rng.choice(row["enum"])
    if kind == "string":
        most = min(limits.get("maxLength", 300), 300)
        return "a" * rng.choice([1, most]) if rng.random() < 0.5 else "合同_1"[: min(4, most)]
    if kind == "boolean":
        return rng.random() < 0.5
    if kind == "number":
        return rng.choice([100, 99.5, -3, 0])
    return rng.randint(limits.get("minimum", 0), limits.get("maximum", 99))


def _wrong_values(struct: str, row: Row) -> Iterator[object]:
    kind, limits = row["type"], _limits(struct, row)
    inner = kind.removeprefix("array<").removesuffix(">")
    json_type = "array" if inner != kind else "object" if kind in STRUCTS else kind
    yield _WRONG[json_type]
    if is_needed(row):
        yield None
    if json_type == "array":
        yield [_WRONG.get(inner, "no object")]
    if "enum" in limits:
        yield {"string": "OTHER", "integer": 77}.get(kind, 1)
    if "maxLength" in limits:
        yield "a" * (limits["maxLength"] + 1)
    if "minLength" in limits:
        yield ""
    if "pattern" in limits:
        yield "a-b" if "z" in limits["pattern"] else "+8613200000000"
    if "maximum" in limits:
        yield limits["maximum"] + 1
        yield limits["minimum"] - 1
    if "maxItems" in limits:
        yield [{}] * (limits["maxItems"] + 1)
        yield []


def _limits(struct: str, row: Row) -> dict[str, Any]:
    field: dict[str, Any] = schema()["$defs"][struct]["properties"][row["name"]]
    found: dict[str, Any] = field["anyOf"][1] if "anyOf" in field else field
    return found
