"""The stream costs the database one statement a second at most, however many watch, and nothing for nobody."""

import asyncio
from contextlib import ExitStack
from itertools import pairwise

import asyncpg
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.support.factories import insert_job
from tests.support.night import fill
from tests.support.visits import visiting
from worker.database import make_engine
from worker.ops.web.page.board import Board, Topic
from worker.ops.web.page.live import Live
from worker.ops.web.page.watched import Watched


class Ticks:
    """A clock whose sleepers wake at once, at their instant."""

    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        return self.now

    def wall(self) -> float:
        return self.now

    async def sleep_until(self, instant: float) -> None:
        self.now = max(self.now, instant)
        await asyncio.sleep(0)

    async def meet(self, instant: float) -> None:
        await self.sleep_until(instant)


@pytest.fixture
def engine() -> AsyncEngine:
    return make_engine("postgresql://127.0.0.1:1/none")


async def test_at_most_one_look_a_second(engine: AsyncEngine) -> None:
    """A hundred watchers of two topics: looks are a second apart, and each topic has its turn in its period."""
    clock, looks, enough = Ticks(), list[tuple[float, str]](), asyncio.Event()

    def topic(name: str, period: float) -> Topic:
        async def read(_: AsyncEngine) -> str:
            looks.append((clock.now, name))
            if len(looks) == 60:
                enough.set()
            return name

        return Topic(name, period, read)

    board = Board(engine, clock, {"fast": topic("fast", 1), "slow": topic("slow", 5)})
    live = Live(board, clock)
    with ExitStack() as watchers:
        for _ in range(50):
            watchers.enter_context(live.watching("fast", "slow"))
        await enough.wait()
    await live.close()

    times = [at for at, _ in looks]
    assert all(later - sooner >= 1 for sooner, later in pairwise(times))
    assert 8 <= sum(name == "slow" for _, name in looks) <= 12


async def test_nobody_costs_nothing(engine: AsyncEngine) -> None:
    """When the last watcher leaves, looking ends."""
    clock, looks = Ticks(), list[float]()
    first = asyncio.Event()

    async def read(_: AsyncEngine) -> None:
        looks.append(clock.now)
        first.set()

    live = Live(Board(engine, clock, {"a": Topic("a", 1, read)}), clock)
    with live.watching("a"):
        await first.wait()
    known = len(looks)
    for _ in range(20):
        await asyncio.sleep(0)

    assert len(looks) <= known + 1
    await live.close()


async def test_a_dear_look_is_taken_less_often(engine: AsyncEngine) -> None:
    """A look that takes half a second serves for ten."""
    clock = Ticks()

    async def read(_: AsyncEngine) -> None:
        clock.now += 0.5

    board = Board(engine, clock, {"a": Topic("a", 1, read)})
    await board.read("a")

    assert -10 == board.due("a")


async def test_the_stream(database_url: str, connection: asyncpg.Connection) -> None:
    """A watcher is sent the live part and the seconds, and no name of a person; the end of the process ends it."""
    await fill(connection)
    heard = b""
    async with visiting(database_url) as visitor:
        async with visitor.session.get(visitor.address("/live/tonight")) as reply:
            assert "text/event-stream" == reply.content_type
            assert "no-store" == reply.headers["Cache-Control"]
            while b"event: pulse" not in heard or b"payroll-2026-11" not in heard:
                heard += await reply.content.readany()
        assert 404 == (await visitor.get("/live/nothing"))[0]

    assert "张三".encode() not in heard
    assert b"<script" not in heard


async def test_the_rows_of_all_watchers_are_one_look(
    database_url: str, connection: asyncpg.Connection
) -> None:
    """Rows that several look at are asked for once, and no longer than somebody looks."""
    first, second = [await insert_job(connection) for _ in range(2)]
    watched, engine = Watched(Ticks()), make_engine(database_url)
    with watched.watching([first, second]):
        with watched.watching([first]):
            pass
        both = await watched.topic.read(engine)
    nothing = await watched.topic.read(engine)
    await engine.dispose()

    assert {first, second} == set(both if isinstance(both, dict) else ())
    assert {} == nothing


async def test_a_story_is_read_once_for_all() -> None:
    """However many look at a row, its story is read once while it is the same; two rows are a second apart."""
    clock, reads = Ticks(), list[tuple[float, str]]()
    watched = Watched(clock)

    async def tell(name: str) -> str:
        async def read() -> str:
            reads.append((clock.now, name))
            return f"story of {name}"

        return await watched.told(name, read)

    told = await asyncio.gather(*(tell(name) for name in "aabbaab"))

    assert [f"story of {name}" for name in "aabbaab"] == told
    assert [(0.0, "a"), (1.0, "b")] == reads


async def test_the_stream_of_rows(database_url: str, connection: asyncpg.Connection) -> None:
    """Whoever looks at rows is sent them, and again when one of them has changed; who names none is refused."""
    row = await insert_job(connection)
    heard = b""
    async with visiting(database_url) as visitor:
        async with visitor.session.get(visitor.address(f"/live/jobs?ids={row},{2**62}")) as reply:
            while b"s-pending" not in heard:
                heard += await reply.content.readany()
            await connection.execute("SELECT flowgroup.cancel($1, 'why')", row)
            while b"s-cancelled" not in heard:
                heard += await reply.content.readany()
        for ids in ("", "x", "1,"):
            assert 400 == (await visitor.get(f"/live/jobs?ids={ids}"))[0]
