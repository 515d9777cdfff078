"""Steering over a simulated night: what refusals cost, and how a stranger on the same key is found and shared with."""

import pytest

from tests.support.sender import Sender
from tests.support.steering import KEY, LIMIT, Night
from worker.store import Store

FLOOR, FIRST = 0.2, 0.5  # ms of margin at 20 a second
WIDEST_BY_REFUSALS = 2.5  # ms: 5 % of the interval
NEVER = 10**9


@pytest.fixture
async def night(store: Store, sender: Sender) -> Night:
    await store.steer(KEY, LIMIT)
    return Night(store, sender)


async def accepted_of(night: Night, margin_ms: float, seconds: int, every: int = NEVER) -> int:
    """Return how many calls of a night that starts with the margin pass, one refused in each of the periods."""
    await night.start_at(margin_ms)
    return sum(
        [(await night.second(unlucky=int(now % every == every // 2)))[0] for now in range(seconds)]
    )


@pytest.mark.parametrize("start", [FLOOR, FIRST])
async def test_a_rare_refusal_costs_next_to_nothing(night: Night, start: float) -> None:
    """One refusal every 50 to 600 s takes no more than 0.2 % of what passes in the same night without any."""
    undisturbed = await accepted_of(night, FLOOR, 600)

    await accepted_of(night, start, 600, 50)
    for every in (50, 100, 200, 300, 600):
        narrowed, _ = await night.steered()
        assert 0.998 * undisturbed <= await accepted_of(night, narrowed, 600, every), every


async def test_a_rare_refusal_costs_a_fleet_no_more(night: Night) -> None:
    """Whichever of sixteen workers saw the one refusal in 100 s, it takes no more than 0.2 % of the same night."""
    undisturbed = await accepted_of(night, FLOOR, 200)
    night.reporters = 16

    assert 0.998 * undisturbed <= await accepted_of(night, FLOOR, 200, 100)


@pytest.mark.parametrize("reporters", [1, 4, 16])
async def test_a_small_burst_blames_no_stranger(night: Night, reporters: int) -> None:
    """Eight refusals in one second, whoever saw them, stay within 5 % of the interval and slow nothing else."""
    await accepted_of(night, FLOOR, 15)
    night.reporters = reporters
    await night.second(unlucky=8)
    margin_ms, _ = await night.steered()
    slowdowns = [(await night.second(), await night.steered())[1][1] for _ in range(10)]

    assert FLOOR < margin_ms <= WIDEST_BY_REFUSALS
    assert [1] * 10 == slowdowns


@pytest.mark.parametrize(("jitter", "share"), [(0.02, 0.97), (0.05, 0.945)])
async def test_a_jittery_network_is_learnt(night: Night, jitter: float, share: float) -> None:
    """After a quarter of a minute hardly a call is refused, the limit is used, and no stranger blamed."""
    night.jitter = jitter
    learning = [await night.second() for _ in range(15)]
    learnt = [await night.second() for _ in range(600)]
    _, slowdown = await night.steered()

    assert sum(refused for _, refused in learning) < 40
    assert sum(refused for _, refused in learnt) <= 0.001 * 600 * LIMIT
    assert share * 600 * LIMIT <= sum(accepted for accepted, _ in learnt)
    assert 1 == slowdown


@pytest.mark.parametrize("reporters", [4, 16])
async def test_a_fleet_learns_a_jittery_network(night: Night, reporters: int) -> None:
    """So it is where each of many workers tells its own refusals alone."""
    night.reporters, night.jitter = reporters, 0.05
    learning = [await night.second() for _ in range(15)]
    learnt = [await night.second() for _ in range(200)]
    _, slowdown = await night.steered()

    assert sum(refused for _, refused in learning) < 40
    assert sum(refused for _, refused in learnt) <= 0.002 * 200 * LIMIT
    assert 0.945 * 200 * LIMIT <= sum(accepted for accepted, _ in learnt)
    assert 1 == slowdown


async def test_a_stranger_is_shared_with(night: Night) -> None:
    """Half of the limit used by somebody else is found within a minute and shared; few calls are refused."""
    night.foreign = LIMIT / 2
    first = [await night.second() for _ in range(60)]
    then = [await night.second() for _ in range(540)]
    _, slowdown = await night.steered()
    refused = sum(refused for _, refused in then)
    accepted = sum(accepted for accepted, _ in then)

    assert slowdown > 1.02
    assert sum(refused for _, refused in first) < 0.2 * 60 * LIMIT
    assert refused < 0.06 * (accepted + refused)
    assert 0.9 * 540 * LIMIT / 2 < accepted


@pytest.mark.parametrize("reporters", [4, 16])
async def test_a_fleet_shares_with_a_stranger(night: Night, reporters: int) -> None:
    """So do many workers: half of the limit is theirs, with few refusals."""
    night.reporters, night.foreign = reporters, LIMIT / 2
    for _ in range(60):
        await night.second()
    then = [await night.second() for _ in range(120)]
    _, slowdown = await night.steered()
    refused, accepted = sum(refused for _, refused in then), sum(passed for passed, _ in then)

    assert slowdown > 1.02
    assert refused < 0.06 * (accepted + refused)
    assert 0.9 * 120 * LIMIT / 2 < accepted


async def test_a_stranger_who_left_is_forgotten(night: Night) -> None:
    """Once nobody else uses the key the full rate is back within three minutes."""
    night.foreign = LIMIT / 2
    for _ in range(120):
        await night.second()
    night.foreign = 0.0
    for _ in range(180):
        await night.second()
    _, slowdown = await night.steered()

    assert 1 == pytest.approx(slowdown)
