"""check against an independent judge: a JSON Schema built from fields.json alone."""

from random import Random

import jsonschema_rs
from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.payload import check, is_valid
from tests.support.field_schema import schema
from tests.support.payloads import NOW, damaged, valid_payload

JUDGE = jsonschema_rs.validator_for(schema())
SEEDS = st.randoms(use_true_random=True)
EACH = 20  # payloads of an example
QUICK = settings(max_examples=250, deadline=None, database=None)


@QUICK
@given(SEEDS)
def test_valid_payloads_pass_both(rng: Random) -> None:
    """5,000 payloads that break no rule are valid to both."""
    for payload in [valid_payload(rng) for _ in range(EACH)]:
        errors = [fault for fault in check(payload, now=NOW) if fault.severity == "error"]

        assert (True, []) == (JUDGE.is_valid(payload), errors)


@QUICK
@given(SEEDS)
def test_payloads_wrong_in_one_field_pass_neither(rng: Random) -> None:
    """5,000 payloads that are wrong in one field are valid to neither."""
    for payload in [damaged(rng) for _ in range(EACH)]:
        verdicts = JUDGE.is_valid(payload), is_valid(check(payload, now=NOW))

        assert (False, False) == verdicts
