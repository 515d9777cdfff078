"""Each rule: what breaks it, and the nearest that does not."""

from typing import Any

import pytest

from jobs.payload import check, rules
from tests.support import cases_contracts, cases_controls, cases_fields, cases_signers
from tests.support.cases_columns import COLUMNS
from tests.support.emulated import example
from tests.support.requests import (
    AUTO,
    CONTROL,
    DROP,
    FLOW,
    NOW,
    SIGNER,
    Place,
    at,
    changed,
    signed_by,
)
from worker.files.fault import Rule

_PERSON = at(example(1), SIGNER)
_TEXT_RULES = {"size", "bom", "utf8", "json", "depth", "number", "nul", "surrogate", "repeated"}
_TEST_ELSEWHERE = _TEXT_RULES | {"more", "deadline_before_send", "too_costly"}
_OF_FILES = {str(rule) for rule in Rule}  # tests/unit/test_files_refused.py
CASES = [*cases_fields.CASES, *cases_contracts.CASES, *cases_signers.CASES, *cases_controls.CASES]
SCENARIO_CASES: list[tuple[str, str, dict[str, Any], str]] = [
    ("scenario_4", "4", {"Name": ""}, "Name"),
    ("scenario_4", "4", {"Mobile": DROP}, "Mobile"),
    ("organization", "1", {"OrganizationOpenId": DROP}, "OrganizationOpenId"),
    ("organization", "3", {"OrganizationName": DROP}, "OrganizationName"),
    ("scenario_1_3", "1", {"OpenId": DROP}, "OpenId"),
    ("scenario_1_3", "1", {"Name": DROP}, "Name"),
    ("scenario_1_3", "3", {"Name": DROP}, "Name"),
    ("scenario_1_3", "3", {"Mobile": DROP}, "Mobile"),
    ("scenario_2", "2", {"ApproverOption": {}}, "ApproverOption"),
    ("scenario_5", "5", {"Name": DROP}, "Name"),
    ("scenario_5", "5", {"Mobile": DROP}, "Mobile"),
    ("scenario_5", "5", {"OrganizationName": DROP}, "OrganizationName"),
    ("scenario_5_keys", "5", {"OpenId": "a"}, "OpenId"),
    ("scenario_5_keys", "5", {"OrganizationOpenId": "a"}, "OrganizationOpenId"),
]


def found(body: object) -> list[tuple[str, str]]:
    return [(fault.path, fault.rule) for fault in check(body, now=NOW)]


def path_of(place: Place, field: str) -> str:
    steps = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in place)
    return f"{steps}.{field}".strip(".")


@pytest.mark.parametrize(("rule", "place", "wrong", "right", "field"), CASES)
def test_rule(
    rule: str, place: Place, wrong: dict[str, Any], right: dict[str, Any], field: str
) -> None:
    """A rule finds what breaks it, at its path, and nothing in what keeps it."""
    path = path_of(AUTO, "SignComponents") if rule == "auto_sign_seal" else path_of(place, field)

    assert (path, rule) in found(changed(place, wrong))
    assert rule not in {name for _, name in found(changed(place, right))}


@pytest.mark.parametrize(("rule", "scenario", "fields", "field"), SCENARIO_CASES)
def test_scenario_rule(rule: str, scenario: str, fields: dict[str, Any], field: str) -> None:
    """What a scenario needs is missed, and not where the signer is as documented."""
    path = path_of((*FLOW, "FlowApprovers", 0), field)

    assert [(path, rule)] == found(signed_by(scenario, **fields))
    assert [] == found(signed_by(scenario))


def test_group_verification_overrides_the_signers() -> None:
    """A signer's ApproverVerifyTypes beside the group's ApproverVerifyType are named."""
    body = changed(SIGNER, {"ApproverVerifyTypes": [2]})

    assert [] == found(body)
    assert [(path_of(SIGNER, "ApproverVerifyTypes"), "overridden")] == found(
        body | {"ApproverVerifyType": "MobileCheck"}
    )


@pytest.mark.parametrize(("signers", "rule"), [(5, None), (6, "signers_over_five")])
def test_number_of_signers(signers: int, rule: str | None) -> None:
    """More than five signers are a warning, since another text of the API allows fifty."""
    people = [_PERSON | {"Mobile": str(13_200_000_000 + number)} for number in range(signers)]
    expected = [(path_of(FLOW, "FlowApprovers"), rule)] if rule else []

    assert expected == found(changed(FLOW, {"FlowApprovers": people}))


def test_a_deadline_before_the_job_can_be_sent() -> None:
    """A deadline that passes before run_after is a fault, one after it is none."""
    body = changed(FLOW, {"Deadline": NOW + 60})

    assert [] == check(body, now=NOW, earliest=NOW + 59)
    assert ["deadline_before_send"] == [f.rule for f in check(body, now=NOW, earliest=NOW + 60)]


def test_a_dynamic_signer_needs_no_identity() -> None:
    """FillType 1 lifts what the scenario asks for."""
    for scenario in ("2", "4", "5"):
        nobody = dict.fromkeys(("Name", "Mobile", "OrganizationName", "OrganizationOpenId"), DROP)
        body = signed_by(scenario, **nobody, ApproverOption={"FillType": 1})

        assert [] == found(body)


def test_all_faults_show_at_once() -> None:
    """Field faults and cross-field faults of several places come together."""
    body = changed(SIGNER, {"Mobile": 1, "Name": "", "IdCardNumber": "1", "Age": 1})
    body["FlowGroupName"] = "a-b"
    at(body, CONTROL)["ComponentPage"] = 0

    rules_found = [rule for _, rule in found(body)]
    assert ["characters", "type", "unknown", "scenario_4", "id_number", "page"] == rules_found


def test_no_rule_is_untested() -> None:
    """Each rule of the table is broken by a case of this module, or by a test named here."""
    elsewhere = _TEST_ELSEWHERE | {"overridden", "signers_over_five"} | _OF_FILES | COLUMNS.keys()
    tested = {case[0] for case in CASES} | {case[0] for case in SCENARIO_CASES} | elsewhere

    assert rules().keys() == tested
