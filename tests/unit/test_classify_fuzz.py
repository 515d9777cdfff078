"""classify under any bytes: it always decides, and believes in a creation only on evidence."""

from typing import Any, Literal

import orjson
from hypothesis import example, given
from hypothesis import strategies as st

from jobs.answer import HttpAnswer
from jobs.classify import classify
from jobs.errors import catalogue
from jobs.outcome import AccountPaused, Created, InDoubt, Outcome, Refused, TryAgain

KINDS = Created | TryAgain | Refused | InDoubt | AccountPaused
POLICIES = st.sampled_from(["retry", "park"])
STATUSES = st.integers(100, 599)

_SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
    | st.sampled_from(sorted(catalogue()))
)
_KEYS = st.sampled_from(
    ["Response", "Error", "Code", "Message", "FlowGroupId", "FlowIds", "Approvers", "RequestId"]
)
_VALUES = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_KEYS, inner, max_size=6),
    max_leaves=25,
)
_RESPONSES = st.fixed_dictionaries(
    {},
    optional={
        "Error": st.fixed_dictionaries({"Code": _SCALARS, "Message": _VALUES}) | _VALUES,
        "FlowGroupId": _VALUES,
        "FlowIds": st.lists(_SCALARS, max_size=4) | _VALUES,
        "Approvers": _VALUES,
        "RequestId": _VALUES,
    },
)


def _judge(body: bytes, status: int, contracts: int, policy: Literal["retry", "park"]) -> Outcome:
    return classify(HttpAnswer(status, body), contracts=contracts, internal_error=policy)


@given(st.binary(), STATUSES, st.integers(2, 50), POLICIES)
@example(b"[" * 100_000, 200, 2, "retry")
@example(b'{"Response":{"FlowGroupId":' + b"[" * 1000 + b"]" * 1000 + b"}}", 200, 2, "retry")
@example(b'{"Response":{"FlowGroupId":"\\ud800"}}', 200, 2, "retry")
@example(b'{"Response":{"FlowGroupId":"g","Approvers":1e308}}', 200, 2, "retry")
@example(b'{"Response":{"FlowGroupId":"g","Approvers":%s}}' % (b"9" * 300), 200, 2, "retry")
def test_any_bytes_have_an_outcome(
    body: bytes, status: int, contracts: int, policy: Literal["retry", "park"]
) -> None:
    """Any bytes under any status are judged without an exception."""
    assert isinstance(_judge(body, status, contracts, policy), KINDS)


@given(_RESPONSES, STATUSES, st.integers(2, 50), POLICIES)
def test_created_means_that_a_group_id_came(
    response: dict[str, Any], status: int, contracts: int, policy: Literal["retry", "park"]
) -> None:
    """Created exactly if the envelope holds a non-blank FlowGroupId string, and storable."""
    outcome = _judge(orjson.dumps({"Response": response}), status, contracts, policy)

    group_id = response.get("FlowGroupId")
    assert (isinstance(group_id, str) and bool(group_id.strip())) == isinstance(outcome, Created)
    assert b"\\u0000" not in orjson.dumps(outcome)


@given(st.recursive(_VALUES, st.lists, max_leaves=5), STATUSES)
def test_a_group_id_outside_the_envelope_is_no_evidence(document: object, status: int) -> None:
    """Whatever JSON comes, only Response.FlowGroupId is believed."""
    outcome = _judge(orjson.dumps(document), status, 2, "retry")

    response = document.get("Response") if isinstance(document, dict) else None
    group_id = response.get("FlowGroupId") if isinstance(response, dict) else None
    assert isinstance(group_id, str) or not isinstance(outcome, Created)
