"""How much a dispatcher may carry."""

import asyncio

from worker.load import BYTES, Load


def _call(ended: asyncio.Event) -> asyncio.Task[None]:
    async def wait() -> None:
        await ended.wait()

    return asyncio.create_task(wait())


async def test_calls_are_bounded() -> None:
    """No more rows fit than places are free, and an ended call gives its place back."""
    load, ended = Load(2), asyncio.Event()
    load.add(_call(ended), 1)
    assert 1 == load.room

    load.add(_call(asyncio.Event()), 1)
    assert 0 == load.room

    ended.set()
    await load.has_room()

    assert (1, 1) == (load.room, len(load))


async def test_bytes_are_bounded() -> None:
    """Rows as large as the last ones fit only until the bytes in flight are used up."""
    load = Load(64)
    assert 64 == load.room

    load.add(_call(asyncio.Event()), BYTES // 4)

    assert 3 == load.room


async def test_one_always_fits() -> None:
    """A body larger than all the room there is goes alone."""
    load, ended = Load(64), asyncio.Event()
    load.add(_call(ended), 2 * BYTES)
    assert 0 >= load.room

    ended.set()
    await load.gone()

    assert 1 == load.room


async def test_what_is_late_is_not_carried() -> None:
    """A call that only waits for a late answer takes no place, and nobody waits for it."""
    load = Load(1)
    task = _call(asyncio.Event())
    load.add(task, 1)

    load.drop(task)
    await load.gone()

    assert (1, 0) == (load.room, len(load))


async def test_places_are_given_by_the_quarter_where_many_leave_at_once() -> None:
    """Who wants many places waits for a quarter of all that fit; who wants one takes the first."""
    load, ends = Load(8), [asyncio.Event() for _ in range(8)]
    for ended in ends:
        load.add(_call(ended), 1)
    many = asyncio.create_task(load.has_room(100))
    ends[0].set()
    await load.has_room(1)
    assert (1, False) == (load.room, many.done())

    ends[1].set()
    await many

    assert 2 == load.room


async def test_a_quarter_of_large_bodies_is_a_quarter_of_those_that_fit() -> None:
    """Where bytes bind and not places, nobody waits for more room than there can be."""
    load = Load(64)
    load.add(_call(asyncio.Event()), BYTES // 4)

    await load.has_room(100)

    assert 3 == load.room
