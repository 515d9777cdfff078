"""The bell: who waits is woken, who rests is not, and a worker that stops lets nobody rest."""

import asyncio

from worker.wake import Bell


async def _turns() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_a_ring_wakes() -> None:
    """Who waits goes on at the next ring."""
    bell = Bell()
    waiting = asyncio.create_task(bell.wait(3600), name="waits")
    await _turns()
    bell.ring()

    await waiting


async def test_a_ring_that_was_missed_wakes_at_once() -> None:
    """A ring between a look and the wait for the next one is not lost."""
    bell = Bell()
    heard = bell.rings
    bell.ring()

    await bell.wait(3600, heard)


async def test_no_ring_disturbs_a_rest() -> None:
    """A ring is heard after the rest, not before."""
    bell = Bell()
    resting = asyncio.create_task(bell.wait(3600, rest=3600), name="rests")
    await _turns()
    bell.ring()
    await _turns()

    assert not resting.done()
    resting.cancel()
    await bell.wait(3600, 0, rest=0.001)


async def test_a_loud_ring_ends_every_rest() -> None:
    """After a loud ring nobody rests, also who comes later."""
    bell = Bell()
    resting = asyncio.create_task(bell.wait(3600, rest=3600), name="rests")
    await _turns()
    bell.ring(loud=True)
    await resting

    await bell.wait(3600, 0, rest=3600)


async def test_a_wait_ends_without_a_ring() -> None:
    """Whoever waits, resting or not, waits no longer than asked for."""
    bell = Bell()
    await bell.wait(0.001)
    await bell.wait(0.001, rest=3600)

    assert 0 == bell.rings
