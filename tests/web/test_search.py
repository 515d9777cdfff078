"""A search that takes long answers at once with what it has, says how far it came, and goes on by itself."""

import asyncio
import re
from html import unescape
from itertools import pairwise

import asyncpg
import pytest
from playwright.async_api import Browser, Request, Route

from tests.support.factories import insert_job
from tests.support.visits import visiting
from worker.errors import DatabaseAwayError
from worker.ops.jobs import walk
from worker.ops.web.page import deeds
from worker.ops.web.page import jobs as page

ROWS = 40
FOUND = (39, 20, 3)
FURTHER = re.compile(r'id="back-to-\d+">.*?href="([^"]*)"', re.DOTALL)
SHOWN = re.compile(r'<a class="num" href="/jobs/(\d+)">')
AWAY = DatabaseAwayError("QueryCanceledError", page.TOO_SLOW)


@pytest.fixture
async def rows(connection: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Insert rows of which a few have a needle, and have each request look at five; return the ids to find."""
    for name in ("FIRST", "LEAST", "MOST"):
        monkeypatch.setattr(walk, name, 5)
    monkeypatch.setattr(page, "PATIENCE", 0)
    ids = [
        await insert_job(connection, dedupe_key=f"needle-{n}" if n in FOUND else None)
        for n in range(ROWS)
    ]
    return [ids[n] for n in FOUND]


async def test_a_search_goes_on_by_itself(
    database_url: str, rows: list[int], browser: Browser
) -> None:
    """Rows are added below those that are there, none twice, until the oldest row was looked at."""
    held = asyncio.Event()
    async with visiting(database_url) as visitor:
        tab = await browser.new_page(locale="en")
        heard: list[str] = []
        tab.on("console", lambda message: heard.append(message.text))
        tab.on("pageerror", lambda error: heard.append(str(error)))

        async def hold(route: Route) -> None:
            await held.wait()
            await route.continue_()

        asked: list[Request] = []
        tab.on(
            "request", lambda request: asked.append(request) if "before=" in request.url else None
        )
        await tab.route("**/jobs?*before=*", hold)
        await tab.goto(visitor.address("/jobs?text=needle"))
        await tab.wait_for_selector("#so-far")
        first = tab.locator("#found tbody tr").first
        before = await first.bounding_box()
        await tab.evaluate("window.here = true")
        told = await tab.inner_text("#found .asof")
        held.set()
        await tab.wait_for_selector("#live")

        ids = [int(text) for text in await tab.locator("#found td .num").all_inner_texts()]
        assert rows == ids
        assert re.match(r"Looked back to row [\d,]+, inserted \d{4}-.*\.", told)
        after = await first.bounding_box()
        assert before is not None
        assert after is not None
        assert (before["x"], before["y"]) == (after["x"], after["y"])
        assert await tab.evaluate("window.here")
        assert len(asked) > 3
        assert 0 == await tab.locator("#found .asof").count()
        assert [] == heard


async def test_what_a_search_found_is_live(
    database_url: str, connection: asyncpg.Connection, rows: list[int], browser: Browser
) -> None:
    """A list whose search has ended shows what becomes of its rows, and that the database is away."""
    async with visiting(database_url) as visitor:
        tab = await browser.new_page(locale="en")
        await tab.goto(visitor.address("/jobs?text=needle"))
        await tab.wait_for_selector("#live")
        await connection.execute("SELECT flowgroup.cancel($1, 'wrong list')", rows[-1])
        await tab.wait_for_selector("#live .s-cancelled", timeout=15_000)
        await connection.execute("ALTER SCHEMA flowgroup RENAME TO elsewhere")
        await tab.wait_for_selector("#away", state="visible", timeout=15_000)
        await connection.execute("ALTER SCHEMA elsewhere RENAME TO flowgroup")
        await tab.wait_for_selector("#away", state="hidden", timeout=15_000)


async def test_a_search_goes_on_without_a_script(database_url: str, rows: list[int]) -> None:
    """The link to look further leads from page to page; each shows all that was found so far, once."""
    async with visiting(database_url) as visitor:
        _, html = await visitor.get("/jobs?text=needle")
        seen = [SHOWN.findall(html)]
        while link := FURTHER.search(html):
            _, html = await visitor.get(unescape(link[1]))
            seen.append(SHOWN.findall(html))

    assert len(seen) > 3
    assert [str(row) for row in rows] == seen[-1]
    assert all(later[: len(sooner)] == sooner for sooner, later in pairwise(seen))


async def test_a_full_page_looks_no_further(
    database_url: str, rows: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once a page is full the search rests; older rows are a page of their own, from the last row on."""
    monkeypatch.setattr(page, "ROWS", 2)
    async with visiting(database_url) as visitor:
        html, shown = "", list[str]()
        path = "/jobs?text=needle"
        while path:
            _, html = await visitor.get(path)
            link = FURTHER.search(html)
            path = unescape(link[1]) if link else ""
        shown = SHOWN.findall(html)

        assert [str(row) for row in rows[:2]] == shown
        assert f"before={rows[1]}" in html


@pytest.mark.parametrize(
    ("text", "part"),
    [("needle-20", 'href="/jobs/{}"'), ("night", 'href="/jobs?batch=night"')],
)
async def test_what_is_named_exactly_is_shown_at_once(
    database_url: str, connection: asyncpg.Connection, rows: list[int], text: str, part: str
) -> None:
    """A dedupe_key and a batch are found by index, before anything is looked at; the search then rests."""
    await insert_job(connection, batch="night")
    async with visiting(database_url) as visitor:
        _, html = await visitor.get(f"/jobs?text={text}")
        exact = html.partition('id="exact"')[2].partition("</section>")[0]
        _, more = await visitor.get("/jobs?text=needle")

    assert part.format(rows[1]) in exact
    assert "hx-get" not in html
    assert FURTHER.search(html)
    assert "hx-get" in more


async def test_a_preview_that_takes_too_long_says_so(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A deed on all rows that match does not blame the database where its look ran into its time limit."""

    async def slow(*_: object) -> None:
        raise AWAY

    monkeypatch.setattr(deeds, "look", slow)
    async with visiting(database_url, http_steer_token="steer-me") as visitor:
        await visitor.sign_in("steer-me")
        path = "/act?action=retry&status=failed&text=a"
        looked = await visitor.get(path)
        done = await visitor.post(
            "/act", "/jobs", action="retry", status="failed", text="a", reason="r"
        )

    for status, html in (looked, done):
        assert 503 == status
        assert "reads too many rows" in html
