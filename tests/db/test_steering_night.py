"""Steering over a simulated night: what refusals cost, and how a stranger on the same key is found and shared with."""

from dataclasses import dataclass, field
from random import Random

import pytest

from tests.support.sender import Sender
from worker.emulator.config import EmulatorConfig
from worker.emulator.limit import RateLimit
from worker.emulator.refusal import Refusal
from worker.records import SlotKey
from worker.store import Store

KEY = SlotKey("key-1", "", "Create")
LIMIT = 20
_AGE = """
UPDATE flowgroup.slots SET steered_at = steered_at - interval '1 s', refused_at = refused_at - interval '1 s',
    slowed_at = slowed_at - interval '1 s'"""
_BUCKET = "SELECT flowgroup.slot_interval(s) AS interval_s, s.slowdown FROM flowgroup.slots s"


@dataclass
class Night:
    """A receiver with the API's limit, the shared row, and a stranger with the same key."""

    store: Store
    sender: Sender
    foreign: float = 0.0  # calls a second of somebody else
    jitter: float = 0.0  # s that the network delays a call by, at the most
    receiver: RateLimit = field(
        default_factory=lambda: RateLimit(EmulatorConfig(limit=LIMIT).tuning())
    )
    draw: Random = field(default_factory=lambda: Random(1))
    _ours: float = 0.0
    _theirs: float = 0.0

    def _passes(self, at: float) -> bool:
        try:
            self.receiver.admit("Create", "key-1", at, at)
        except Refusal:
            return False
        return True

    async def second(self, now: float, *, unlucky: int = 0) -> tuple[int, int]:
        """Let a second pass; return our calls that were accepted and refused."""
        [bucket] = await self.sender.connection.fetch(_BUCKET)
        sent = refused = 0
        while min(self._ours, self._theirs if self.foreign else now + 1) < now + 1:
            if self.foreign and self._theirs <= self._ours:
                self._passes(self._theirs)
                self._theirs += 1 / self.foreign
            else:
                sent += 1
                refused += not self._passes(self._ours + self.draw.uniform(0, self.jitter))
                self._ours += bucket["interval_s"]
        refused = max(refused, unlucky)
        await self.sender.connection.execute(_AGE)
        await self.store.steer(KEY, LIMIT, sent=sent, refused=refused)
        return sent - refused, refused


@pytest.fixture
async def night(store: Store, sender: Sender) -> Night:
    await store.steer(KEY, LIMIT)
    return Night(store, sender)


@pytest.mark.parametrize("every", [50, 200, 600])
async def test_a_rare_refusal_costs_next_to_nothing(night: Night, every: int) -> None:
    """One refusal every 50 to 600 seconds takes no more than 0.2 % of the rate that the first margin gives."""
    seconds = 1_200
    accepted = 0
    for now in range(seconds):
        made, _ = await night.second(now, unlucky=now % every == every - 1)
        accepted += made
    undisturbed = seconds / (1 / LIMIT + 0.0005)

    assert 0.998 * undisturbed <= accepted


@pytest.mark.parametrize(("jitter", "share"), [(0.02, 0.97), (0.05, 0.945)])
async def test_a_jittery_network_is_learnt(
    night: Night, sender: Sender, jitter: float, share: float
) -> None:
    """After a quarter of a minute hardly a call is refused, the limit is used, and no stranger blamed."""
    night.jitter = jitter
    learning = [await night.second(now) for now in range(15)]
    learnt = [await night.second(15 + now) for now in range(600)]
    slowdown = await sender.connection.fetchval("SELECT slowdown FROM flowgroup.slots")

    assert sum(refused for _, refused in learning) < 40
    assert sum(refused for _, refused in learnt) <= 0.001 * 600 * LIMIT
    assert share * 600 * LIMIT <= sum(accepted for accepted, _ in learnt)
    assert 1 == slowdown


async def test_a_stranger_is_shared_with(night: Night, sender: Sender) -> None:
    """Half of the limit used by somebody else is found within a minute and shared; few calls are refused."""
    night.foreign = LIMIT / 2
    first = [await night.second(now) for now in range(60)]
    then = [await night.second(60 + now) for now in range(540)]
    shared = await sender.connection.fetchval("SELECT slowdown > 1.02 FROM flowgroup.slots")
    refused = sum(refused for _, refused in then)
    accepted = sum(accepted for accepted, _ in then)

    assert shared
    assert sum(refused for _, refused in first) < 0.2 * 60 * LIMIT
    assert refused < 0.06 * (accepted + refused)
    assert 0.9 * 540 * LIMIT / 2 < accepted


async def test_a_stranger_who_left_is_forgotten(night: Night, sender: Sender) -> None:
    """Once nobody else uses the key the full rate is back within three minutes."""
    night.foreign = LIMIT / 2
    for now in range(120):
        await night.second(now)
    night.foreign = 0.0
    for now in range(120, 300):
        await night.second(now)
    slowdown = await sender.connection.fetchval("SELECT slowdown FROM flowgroup.slots")

    assert 1 == pytest.approx(slowdown)
