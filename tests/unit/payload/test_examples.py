"""What the API document shows passes."""

import pytest

from jobs.payload import check, is_valid
from tests.support.emulated import example
from tests.support.requests import NOW, SCENARIOS, signed_by


def test_example_1_is_faultless() -> None:
    """The API document's first example has no fault."""
    assert [] == check(example(1), now=NOW)


def test_example_2_passes_with_a_warning() -> None:
    """The second example passes; the warning says where it contradicts the document's text."""
    faults = check(example(2), now=NOW)

    assert is_valid(faults)
    assert {("auto_sign_dynamic", "warning")} == {(f.rule, f.severity) for f in faults}
    assert 3 == len(faults)


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_scenario(scenario: str) -> None:
    """Each of the five signer scenarios, as documented, has no fault."""
    assert [] == check(signed_by(scenario), now=NOW)


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_scenario_with_identity_card(scenario: str) -> None:
    """An identity number is optional in each scenario."""
    assert [] == check(signed_by(scenario, IdCardNumber="11010519491231002X"), now=NOW)
