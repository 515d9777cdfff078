"""The emulator's request limit."""

import pytest

from tests.support.emulated import StillClock, emulated
from worker.emulator import EmulatorConfig, KeyPair
from worker.emulator.config import Tuning, Window
from worker.emulator.limit import RateLimit
from worker.emulator.refusal import Refusal


def _passed(window: Window, instants: list[float], limit: int = 2) -> list[bool]:
    gate = RateLimit(Tuning(limit=limit, window=window))
    return [_admitted(gate, instant) for instant in instants]


def _admitted(gate: RateLimit, instant: float) -> bool:
    try:
        gate.admit("Action", "key", instant, instant)
    except Refusal:
        return False
    return True


def test_sliding_second() -> None:
    """No half-open second holds more than the limit; refused calls do not lengthen the wait."""
    instants = [0.5, 0.9, 1.0, 1.49, 1.5, 1.6, 1.95]

    assert [True, True, False, False, True, False, True] == _passed("sliding", instants)


def test_fixed_second() -> None:
    """With clock seconds the budget is new at each full second."""
    instants = [0.9, 0.95, 0.99, 1.0, 1.1, 1.2]

    assert [True, True, False, True, True, False] == _passed("fixed", instants)


@pytest.mark.parametrize("window", ["sliding", "fixed"])
async def test_over_the_limit(window: Window) -> None:
    """The call too many is refused with the observed count and the limit, and creates nothing."""
    config = EmulatorConfig(clock=StillClock(1_700_000_000.5), limit=2, window=window)
    async with emulated(config) as call:
        codes = [await call.create(timestamp=1_700_000_000) for _ in range(3)]

        assert ["created", "created", "RequestLimitExceeded"] == codes
        assert "3 requests" in call.response["Error"]["Message"]
        assert "limit of 2" in call.response["Error"]["Message"]
        assert [True, True, False] == [entry.created for entry in call.api.ledger.entries]


async def test_limit_per_key() -> None:
    """Each calling key has a second of its own."""
    keys = (KeyPair("AKID1", "a"), KeyPair("AKID2", "b"))
    clock = StillClock(1_700_000_000)
    async with emulated(EmulatorConfig(clock=clock, limit=1, keys=keys)) as call:
        codes = [await call.create(key=key, timestamp=1_700_000_000) for key in (*keys, *keys)]

        assert ["created", "created", *["RequestLimitExceeded"] * 2] == codes


async def test_limit_changes_while_running() -> None:
    """The limit can be lifted at run time."""
    clock = StillClock(1_700_000_000)
    async with emulated(EmulatorConfig(clock=clock, limit=1)) as call:
        await call.create(timestamp=1_700_000_000)
        call.api.tuning.limit = 0

        assert "created" == await call.create(timestamp=1_700_000_000)
