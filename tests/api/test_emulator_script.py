"""Which call a fault of the emulator strikes."""

from collections import Counter

import pytest

from tests.support.emulated import emulated, example
from worker.emulator import Fault, KeyPair


async def test_script_in_order() -> None:
    """Bare names strike the next calls one by one; then all is well again."""
    async with emulated() as call:
        call.api.faults.add("code:ResourceInUse", "none", "internal_error_after")

        codes = [await call.create() for _ in range(4)]

        assert ["ResourceInUse", "created", "InternalError", "created"] == codes


async def test_predicates() -> None:
    """A fault can be meant for one key, one group name, or whatever a function says."""
    async with emulated() as call:
        call.api.faults.add(
            Fault(name="code:InternalError.Db", group="other"),
            Fault(name="code:InternalError.System", key="AKIDother"),
            Fault(name="code:ResourceInUse", when=lambda seen: len(seen.flows) == 3),
        )

        codes = [await call.create(), await call.create(example(1) | {"FlowGroupName": "other"})]

        assert ["ResourceInUse", "InternalError.Db"] == codes
        assert ["code:InternalError.System"] == [f.name for f in call.api.faults.waiting]


async def test_probability_is_repeatable() -> None:
    """A probability strikes about its share of the calls, the same ones for the same seed."""
    runs = []
    for _ in range(2):
        async with emulated() as call:
            call.api.faults.add(Fault(name="internal_error", probability=0.3, times=None))
            runs.append([await call.create() for _ in range(100)])

    assert runs[0] == runs[1]
    assert 15 < Counter(runs[0])["InternalError"] < 45


async def test_refusal_wins_over_a_fault_of_the_answer() -> None:
    """A call that is refused gets its code also where an injected error was due."""
    async with emulated() as call:
        call.api.faults.add("internal_error_after")

        assert "MissingParameter" == await call.create({})
        assert not call.api.ledger.entries[0].created


async def test_unauthorised_calls_use_up_no_fault() -> None:
    """A call that fails at the gateway leaves the script alone."""
    async with emulated() as call:
        call.api.faults.add("internal_error")
        await call.create(key=KeyPair("AKIDother", "x"))

        assert "InternalError" == await call.create()


@pytest.mark.parametrize("name", ["explode", "late_before", "code:", "", "slow_after"])
def test_unknown_names(name: str) -> None:
    """A name that no fault has is refused when it is queued."""
    with pytest.raises(ValueError, match="unknown fault"):
        Fault(name=name)
