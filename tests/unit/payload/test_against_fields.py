"""check against an independent judge: a JSON Schema built from fields.json alone."""

from random import Random

import jsonschema_rs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jobs.payload import check, is_valid
from tests.support.field_schema import schema
from tests.support.payloads import NOW, damaged, valid_payload

JUDGE = jsonschema_rs.validator_for(schema())
SEEDS = st.randoms(use_true_random=True)
QUICK = settings(
    max_examples=5_000, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
)


@QUICK
@given(SEEDS)
@pytest.mark.timeout(60)
def test_valid_payloads_pass_both(rng: Random) -> None:
    """5,000 payloads that break no rule are valid to both."""
    payload = valid_payload(rng)

    errors = [fault for fault in check(payload, now=NOW) if fault.severity == "error"]
    assert (True, []) == (JUDGE.is_valid(payload), errors)


@QUICK
@given(SEEDS)
@pytest.mark.timeout(60)
def test_payloads_wrong_in_one_field_pass_neither(rng: Random) -> None:
    """5,000 payloads that are wrong in one field are valid to neither."""
    payload = damaged(rng)

    assert (False, False) == (JUDGE.is_valid(payload), is_valid(check(payload, now=NOW)))
