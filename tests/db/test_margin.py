"""The margin of the shared bucket: what refusals, clean time and missed slots make of it."""

import pytest

from tests.support.sender import Sender
from worker.records import SlotKey
from worker.store import Store

KEY = SlotKey("key-1", "", "Create")


@pytest.fixture
async def bucket(store: Store) -> Store:
    """Return a store whose bucket gives 20 slots a second."""
    await store.steer(KEY, 20)
    return store


async def margins(
    store: Store, sender: Sender, refused: int, idle: float = 0, lost: int = 0
) -> float:
    """Steer once, `idle` seconds after the last time, and return the margin in ms."""
    await sender.connection.execute(
        "UPDATE flowgroup.slots SET steered_at = now() - make_interval(secs => $1),"
        " refused_at = refused_at - make_interval(secs => $1)",
        idle,
    )
    await store.steer(KEY, 20, lost=lost, refused=refused)
    margin: float = await sender.connection.fetchval("SELECT margin_ms FROM flowgroup.slots")
    return margin


async def widened(store: Store, sender: Sender, first: int) -> list[float]:
    """Return the margins after so many refusals, after one more in the same second, and one in the next."""
    return [
        await margins(store, sender, refused=first),
        await margins(store, sender, refused=1),
        await margins(store, sender, refused=1, idle=1.5),
    ]


async def test_refusals_widen_the_margin(bucket: Store, sender: Sender) -> None:
    """Each refusal adds a fifth, whoever saw it, and five at the most that were seen together."""
    assert [1.0, 1.2, 1.44] == pytest.approx(await widened(bucket, sender, 9))


async def test_clean_time_narrows_it(bucket: Store, sender: Sender) -> None:
    """Each clean second takes back 0.002 ms, below 0.8 ms 0.003, down to 0.2 ms."""
    await sender.connection.execute("UPDATE flowgroup.slots SET margin_ms = 0.9")
    wide = await margins(bucket, sender, refused=0, idle=10)
    await sender.connection.execute("UPDATE flowgroup.slots SET margin_ms = 0.5")
    ten = await margins(bucket, sender, refused=0, idle=10)
    long = await margins(bucket, sender, refused=0, idle=3600)

    assert [0.88, 0.47] == pytest.approx([wide, ten], abs=1e-3)
    assert 0.2 == pytest.approx(long)


@pytest.mark.parametrize(
    ("margin", "lost", "then"), [(0.2, 1, 0.23), (0.2, 20, 0.35), (0.29, 3, 0.35), (0.5, 20, 0.47)]
)
async def test_missed_slots_widen_a_narrow_margin(
    bucket: Store, sender: Sender, margin: float, lost: int, then: float
) -> None:
    """Each adds 0.03 ms, up to the 0.35 ms that let a slot be used 5 ms late; a wider one narrows all the same."""
    await sender.connection.execute("UPDATE flowgroup.slots SET margin_ms = $1", margin)

    steered = await margins(bucket, sender, refused=0, idle=10, lost=lost)

    assert then == pytest.approx(steered, abs=1e-3)


@pytest.mark.parametrize("back", [60, 600, 86_400])
async def test_a_clock_that_was_set_back_steers_nothing(
    bucket: Store, sender: Sender, back: float
) -> None:
    """Steering goes on as if no time had passed: nothing is slowed, and no statement fails."""
    before = await margins(bucket, sender, refused=1)
    after = await margins(bucket, sender, refused=0, idle=-back)
    steered = await sender.connection.fetchrow(
        "SELECT slowdown, recent_sent, recent_refused FROM flowgroup.slots"
    )

    assert before == pytest.approx(after)
    assert (1.0, 0.0, 1.0) == pytest.approx(tuple(steered), abs=0.01)


async def test_a_wide_margin_widens_slowly(bucket: Store, sender: Sender) -> None:
    """Beyond 5 % of the interval a second with refusals adds 0.1 ms, however many there were."""
    await sender.connection.execute("UPDATE flowgroup.slots SET margin_ms = 3")

    assert [3.1, 3.1, 3.2] == pytest.approx(await widened(bucket, sender, 1))


async def test_the_margin_is_capped(bucket: Store, sender: Sender) -> None:
    """Refusals never slow the bucket to less than half its limit."""
    await sender.connection.execute("UPDATE flowgroup.slots SET margin_ms = 49.95")

    assert [50, 50] == pytest.approx(
        [await margins(bucket, sender, refused=1, idle=2) for _ in range(2)]
    )
