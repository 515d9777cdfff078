"""`/healthz` and `/readyz`: what they say, and of what."""

import asyncio

import asyncpg
import orjson
import pytest

from tests.support.sender import ENDPOINT, KEY
from tests.support.web import Web, web
from worker.attempt import ACTION
from worker.ops.web.fleet import Fleet
from worker.ops.web.ready import REASONS
from worker.records import SlotKey
from worker.store import Store

AGED = "now() - interval '1 minute'"
INSERT = f"INSERT INTO flowgroup.jobs (payload, run_after, created_at) VALUES ($1, {AGED}, {AGED})"  # noqa: S608  a constant


async def verdict(page: Web) -> tuple[int, str | None]:
    """Return the status of /readyz and its reason."""
    status, text = await page.get("/readyz")
    return status, orjson.loads(text).get("reason")


async def insert_due(connection: asyncpg.Connection) -> None:
    """Insert a row that is due since a minute."""
    row = orjson.dumps({"FlowGroupName": "g", "FlowFileInfos": [{}, {}]}).decode()
    await connection.execute(INSERT, row)


async def test_an_idle_process_is_ready(database_url: str) -> None:
    """Nothing waits, the database answers: ready, and alive."""
    async with web(database_url) as page:
        assert (200, None) == await verdict(page)
        assert (200, '{"alive": true}') == await page.get("/healthz")


async def test_due_rows_without_slots_are_not_ready(
    database_url: str, store: Store, connection: asyncpg.Connection
) -> None:
    """A row is due for longer than half a minute and its key is granted nothing: not ready until it is."""
    await store.bind("default", KEY, ENDPOINT)
    await insert_due(connection)
    async with web(database_url) as page:
        assert (503, "no_slots") == await verdict(page)
    key = SlotKey(KEY, "", ACTION)
    await store.steer(key, 20)
    await store.reserve(key, 1, 0, 0.2)
    async with web(database_url) as page:
        assert (200, None) == await verdict(page)


async def test_due_rows_that_are_paused_are_not_ready(
    database_url: str, connection: asyncpg.Connection
) -> None:
    """Every due row is of a paused account: not ready; nothing of the pause's own text is shown."""
    await insert_due(connection)
    await connection.execute("SELECT flowgroup.pause('*', NULL, 'secret words')")
    async with web(database_url) as page:
        status, text = await page.get("/readyz")

    assert (503, "paused") == (status, orjson.loads(text)["reason"])
    assert "secret words" not in text


async def test_who_only_checks_needs_no_slots(
    database_url: str, connection: asyncpg.Connection
) -> None:
    """A process that sends nothing is ready whatever holds the others back."""
    await insert_due(connection)
    async with web(database_url, sends=False) as page:
        assert (200, None) == await verdict(page)


async def test_a_worker_that_refuses_or_stops_is_not_ready(database_url: str) -> None:
    """What the worker itself says counts: it begins nothing, or it is stopping."""
    async with web(database_url) as page:
        page.server.watch.refuses = lambda: True
        assert (503, "blocked") == await verdict(page)
        page.server.watch.stopping = lambda: True
        assert (503, "stopping") == await verdict(page)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE flowgroup.schema_version SET version_num = '0001'",
        "ALTER TABLE flowgroup.slots RENAME TO buckets",
        "DROP SCHEMA flowgroup CASCADE",
    ],
)
async def test_another_schema_is_not_ready(
    database_url: str, connection: asyncpg.Connection, change: str
) -> None:
    """Behind, ahead, or not there: the schema is named."""
    await connection.execute(change)
    async with web(database_url) as page:
        assert (503, "schema") == await verdict(page)


async def test_a_database_that_is_away_leaves_health_and_counters() -> None:
    """Without a database the process lives, is not ready, and tells its own counters, but no gauge of the tables."""
    async with web("postgresql://nobody@127.0.0.1:9/nothing") as page:
        assert (503, "database_away") == await verdict(page)
        assert 200 == (await page.get("/healthz"))[0]
        samples = await page.scrape()

    names = {name for name, _ in samples}
    assert "flowgroup_api_requests_total" in names
    assert set() == names & {"flowgroup_jobs", "flowgroup_workers", "flowgroup_in_doubt"}
    assert 0 == samples["flowgroup_ready", frozenset()]


async def test_a_hundred_scrapes_are_one_look(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many ask within a second, the tables are read once, and the metrics written once."""
    looks: list[str] = []
    renderings: list[Fleet] = []
    run, collect = Store.run, Fleet.collect

    async def counted(self: Store, name: str, parameters: dict[str, object]) -> object:
        looks.append(name)
        return await run(self, name, parameters)

    def collected(self: Fleet) -> object:
        renderings.append(self)
        return collect(self)

    monkeypatch.setattr(Store, "run", counted)
    monkeypatch.setattr("worker.ops.web.figures.FRESH", 60)
    monkeypatch.setattr("worker.ops.web.exposition.KEPT", 60)
    async with web(database_url) as page:
        paths = ["/metrics", "/readyz"] * 50
        monkeypatch.setattr(Fleet, "collect", collected)
        answers = await asyncio.gather(*(page.get(path) for path in paths))

    assert {200} == {status for status, _ in answers}
    assert ["metrics_jobs", "metrics_state"] == sorted(looks)
    assert 1 == len(renderings)


@pytest.mark.parametrize("reason", REASONS)
def test_each_reason_is_one_line_in_both_languages(reason: str) -> None:
    """What holds a process back is said in English and Chinese, each on one line."""
    english, chinese = next(said for name, said in REASONS.items() if name == reason)

    assert english.isascii()
    assert any("\u4e00" <= char <= "\u9fff" for char in chinese)
    assert "\n" not in english + chinese
