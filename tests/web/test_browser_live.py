"""In real Chromium: what changes shows without a reload; a hidden tab listens to nothing."""

import asyncpg
from playwright.async_api import Browser, Route

from tests.support.factories import insert_job
from tests.support.tabs import listen
from tests.support.visits import visiting

HIDEABLE = "Object.defineProperty(document, 'hidden', {get: () => hide})"
CHANGED = "document.dispatchEvent(new Event('visibilitychange'))"


async def test_live(database_url: str, connection: asyncpg.Connection, browser: Browser) -> None:
    """What changes shows without a reload, and the focus stays; a hidden tab listens to nothing, and takes up again."""
    await insert_job(connection, batch="night")
    async with visiting(database_url) as visitor:
        tab = await browser.new_page()
        heard = listen(tab)
        async with tab.expect_request("**/live/tonight"):
            await tab.goto(visitor.address("/"))
        await tab.evaluate("window.here = true")
        await tab.focus("td a >> text=night")
        await insert_job(connection, status="failed", batch="night")
        await tab.wait_for_selector("td[data-label=failed] >> text=1", timeout=15_000)

        assert "night" == await tab.evaluate("document.activeElement.textContent")
        async with tab.expect_event("requestfailed", lambda request: "/live/" in request.url):
            await tab.evaluate(f"hide = true; {HIDEABLE}; {CHANGED}")
        async with tab.expect_request("**/live/tonight"):
            await tab.evaluate(f"hide = false; {CHANGED}")

        assert await tab.evaluate("window.here")
        assert [] == heard


async def test_a_slow_script_leaves_no_page_still(
    database_url: str, connection: asyncpg.Connection, browser: Browser
) -> None:
    """A page is live too where what listens to the stream arrives long after the rest."""
    await insert_job(connection, batch="night")
    async with visiting(database_url) as visitor:
        tab = await browser.new_page()

        async def late(route: Route) -> None:
            await tab.wait_for_function("window.htmx")
            for _ in range(3):
                await tab.evaluate("new Promise(done => setTimeout(done))")
            await route.continue_()

        await tab.route("**/hx-sse*", late)
        async with tab.expect_request("**/live/tonight"):
            await tab.goto(visitor.address("/"))


async def test_rows_are_live(
    database_url: str, connection: asyncpg.Connection, browser: Browser
) -> None:
    """A list and a row show what becomes of a row without a reload; rows that came since push none down."""
    row = await insert_job(connection, batch="night")
    async with visiting(database_url) as visitor:
        tabs = []
        for path in ("/jobs?batch=night", f"/jobs/{row}"):
            tab = await browser.new_page()
            tabs.append((tab, listen(tab)))
            await tab.goto(visitor.address(path))
            await tab.evaluate("window.here = true")
        await insert_job(connection, batch="night")
        await connection.execute("SELECT flowgroup.cancel($1, 'wrong list')", row)
        for tab, heard in tabs:
            await tab.wait_for_selector("#live .s-cancelled", timeout=15_000)

            assert await tab.evaluate("window.here")
            assert [] == heard

    assert 1 == await tabs[0][0].locator("#live tbody tr").count()
    assert await tabs[1][0].locator("text=wrong list").count()
