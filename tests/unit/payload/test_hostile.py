"""Hostile payloads: refused with a reason, in bounded time, memory and number of faults."""

import pickle
import resource
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.payload import MOST_BYTES, MOST_FAULTS, check, faults_of, is_valid
from jobs.payload.hidden import Marking, Repeated
from jobs.payload.structs import ENTRIES
from tests.support.emulated import example
from tests.support.requests import CONTROL, FLOW, NOW, SIGNER, at, changed

MEMORY = 640 << 20
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=12,
)


def filled(unit: str, before: str = "[", after: str = "]") -> str:
    """Return JSON of nearly ten megabytes, of one unit again and again."""
    room = MOST_BYTES - len((before + after).encode()) - 1
    units = (unit + ",") * (room // len((unit + ",").encode()))
    return before + units.removesuffix(",") + after


def inside(place: tuple[str | int, ...], field: str, unit: str) -> str:
    """Return example 1 with a field that is a list of nearly ten megabytes."""
    before, after = orjson.dumps(changed(place, {field: "HERE"})).decode().split('"HERE"')
    return filled(unit, before + "[", "]" + after)


HUGE: list[Callable[[], str]] = [
    lambda: filled("1"),
    lambda: filled("{}"),
    lambda: filled("1", '{"FlowFileInfos":[', "]}"),
    lambda: filled("{}", '{"FlowFileInfos":[', "]}"),
    lambda: inside(FLOW, "FlowApprovers", "{}"),
    lambda: inside(SIGNER, "SignComponents", '{"OffsetX":"","OffsetY":"","FileIndex":7}'),
    lambda: inside(SIGNER, "SignComponents", '{"ComponentType":"SIGN_DATE","OffsetX":1}'),
    lambda: inside(CONTROL, "KeywordIndexes", '"a"'),
    lambda: inside(SIGNER, "ApproverSignTypes", "9"),
    lambda: filled('{"a":1,"a":2}'),
    lambda: filled('"\\u0000"'),
    lambda: "{" + ",".join(f'"a{n}":1' for n in range(800_000)) + "}",
    lambda: orjson.dumps(changed(FLOW, {"CustomShowMap": "{" * (MOST_BYTES - 5_000)})).decode(),
    lambda: orjson.dumps(changed(CONTROL, {"ComponentExtra": "[" * (MOST_BYTES - 5_000)})).decode(),
]


@pytest.fixture(scope="module")
def small_process() -> Iterator[ProcessPoolExecutor]:
    """Yield a process that may hold no more than MEMORY."""
    limit = (resource.RLIMIT_DATA, (MEMORY, MEMORY))
    spawn = get_context("spawn")
    with ProcessPoolExecutor(1, spawn, initializer=resource.setrlimit, initargs=limit) as pool:
        yield pool


@pytest.mark.parametrize("make", HUGE, ids=range(len(HUGE)))
def test_ten_megabytes_of_anything(
    make: Callable[[], str], small_process: ProcessPoolExecutor
) -> None:
    """Ten megabytes of whatever are judged in bounded memory, with a bounded number of faults."""
    text = make()
    (faults,) = small_process.submit(partial(faults_of, now=NOW), [text]).result()

    assert 9_000_000 < len(text.encode()) <= MOST_BYTES
    assert len(faults) <= 2 * (MOST_FAULTS + 1)


def group(signers: int, **fields: object) -> dict[str, Any]:
    """Return a group of fifty contracts with so many signers each."""
    body = example(1)
    signer = at(body, SIGNER)
    people = [signer | {"Mobile": str(13_200_000_000 + n)} | fields for n in range(signers)]
    contract = at(body, FLOW) | {"FlowApprovers": people}
    return body | {"FlowFileInfos": [contract] * 50}


def test_fifty_contracts_of_fifty_signers() -> None:
    """The largest group passes; the signers over five are a warning for each contract."""
    faults = check(group(50), now=NOW)

    assert is_valid(faults)
    assert {"signers_over_five": 50} == {f.rule: len(faults) for f in faults}


def test_faults_beyond_a_hundred_are_counted_as_more() -> None:
    """Of each severity a hundred faults are kept, and one that says that there are more."""
    faults = check(group(50, Mobile="1", SignId="a"), now=NOW)
    errors = [fault for fault in faults if fault.severity == "error"]

    assert MOST_FAULTS + 1 == len(errors)
    assert ("$", "more") == (errors[-1].path, errors[-1].rule)
    assert str(MOST_FAULTS) in errors[-1].message


def test_warnings_never_crowd_out_an_error() -> None:
    """An error after hundreds of warnings is still found."""
    body = group(5, SignId="a")
    body["FlowFileInfos"][49] = body["FlowFileInfos"][49] | {"FlowName": ""}
    faults = check(body, now=NOW)

    assert MOST_FAULTS + 2 == len(faults)
    assert ["empty"] == [fault.rule for fault in faults if fault.severity == "error"]


def test_a_list_beyond_its_bound_is_looked_at_up_to_there() -> None:
    """A list that the API does not limit takes a thousand entries; those beyond are not judged."""
    control = at(example(1), CONTROL)
    controls = [control] * ENTRIES + [control | {"ComponentPage": 0}]
    faults = check(changed(SIGNER, {"SignComponents": controls}), now=NOW)

    assert ["too_many"] == [fault.rule for fault in faults]


def test_repeated_fields_are_marked_up_to_a_bound() -> None:
    """Of a file of nothing but repetitions only as many objects are kept whole as faults are."""
    marking, pairs = Marking(), list[tuple[str, object]]([("a", 1), ("a", 2)])
    built = [marking(pairs) for _ in range(MOST_FAULTS + 9)]

    assert MOST_FAULTS + 1 == sum(isinstance(entry, Repeated) for entry in built)


@given(_JSON)
def test_any_json_has_a_verdict(value: object) -> None:
    """Whatever JSON comes, at whatever place, it is judged without an exception."""
    for place, field in ((FLOW, "FlowApprovers"), (SIGNER, "SignComponents"), (CONTROL, "Offset")):
        assert isinstance(check(changed(place, {field: value}), now=NOW), list)
    assert not is_valid(check(value, now=NOW))


@given(st.text() | st.binary())
def test_any_text_has_a_verdict(text: str | bytes) -> None:
    """Whatever text comes is judged without an exception, and its faults can be sent on."""
    faults = faults_of([text], now=NOW)

    assert not is_valid(faults[0])
    assert faults == pickle.loads(pickle.dumps(faults))  # noqa: S301 - just pickled
