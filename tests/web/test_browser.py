"""In real Chromium: every page in each language and scheme, keys, a deed, the live update, a hidden tab."""

from typing import Literal

import asyncpg
import pytest
from playwright.async_api import Browser, ConsoleMessage, Page, Route

from tests.support.factories import insert_job
from tests.support.night import Names, fill
from tests.support.visits import Visitor, visiting

PATHS = (
    "/",
    "/errors",
    "/doubts",
    "/needs",
    "/jobs",
    "/jobs/1",
    "/accounts",
    "/workers",
    "/act?action=retry&status=failed",
    "/act?action=pause&account=default",
    "/needs?kind=in_doubt",
    "/jobs?status=in_doubt",
    "/login",
)
HIDEABLE = "Object.defineProperty(document, 'hidden', {get: () => hide})"
CHANGED = "document.dispatchEvent(new Event('visibilitychange'))"
XSS = "<img src=x onerror=\"document.title='run'\"><script>document.title='run'</script>"


def listen(tab: Page) -> list[str]:
    """Collect what a console would show in red or yellow."""
    heard: list[str] = []

    def console(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            heard.append(message.text)

    tab.on("console", console)
    tab.on("pageerror", lambda error: heard.append(str(error)))
    return heard


async def sign_in(tab: Page, visitor: Visitor) -> None:
    await tab.goto(visitor.address("/login"))
    await tab.fill("#token", "steer-me")
    await tab.press("#token", "Enter")
    await tab.wait_for_selector("#facts")


@pytest.mark.parametrize(
    ("lang", "scheme", "width"),
    [("en", "light", 390), ("en", "dark", 1600), ("zh-CN", "light", 1600), ("zh-CN", "dark", 390)],
)
async def test_every_page_stands(
    database_url: str,
    connection: asyncpg.Connection,
    browser: Browser,
    lang: str,
    scheme: Literal["light", "dark"],
    width: int,
) -> None:
    """Narrow and wide, with markup in every name: no error, nothing run, nothing beside the edge."""
    await fill(
        connection,
        Names(
            (f"a{XSS}", f"b{XSS}", f"c{XSS}", f"d{XSS}"), f"e{XSS}", f"f{XSS}", f"g{XSS}", f"h{XSS}"
        ),
    )
    async with visiting(database_url, http_steer_token="steer-me") as visitor:
        context = await browser.new_context(
            locale=lang, color_scheme=scheme, viewport={"width": width, "height": 900}
        )
        tab = await context.new_page()
        heard = listen(tab)
        await sign_in(tab, visitor)
        for path in PATHS:
            await tab.goto(visitor.address(path))

            assert lang == await tab.get_attribute("html", "lang")
            assert "run" != await tab.title()
            assert width >= await tab.evaluate("document.documentElement.scrollWidth"), path
        await tab.goto(visitor.address("/"))
        await tab.wait_for_selector("#strip canvas")

        assert ("dark" == scheme) == (
            await tab.evaluate("getComputedStyle(document.body).backgroundColor")
            == "rgb(17, 21, 19)"
        )
        assert [] == heard
        await context.close()


async def test_live(database_url: str, connection: asyncpg.Connection, browser: Browser) -> None:
    """What changes in the table shows without a reload; a hidden tab listens to nothing, and takes up again."""
    await insert_job(connection, batch="night")
    async with visiting(database_url) as visitor:
        tab = await browser.new_page()
        heard = listen(tab)
        async with tab.expect_request("**/live/tonight"):
            await tab.goto(visitor.address("/"))
        await tab.evaluate("window.here = true")
        await insert_job(connection, status="failed", batch="night")
        await tab.wait_for_selector("td[data-label=failed] >> text=1", timeout=15_000)
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


async def test_a_deed_from_end_to_end(
    database_url: str, connection: asyncpg.Connection, browser: Browser
) -> None:
    """From the error to the retry, with keys and a reason; then the colours and the language are switched."""
    job = await insert_job(
        connection, status="failed", batch="night", error_code="InvalidParameter.Name"
    )
    async with visiting(database_url, http_steer_token="steer-me") as visitor:
        tab = await browser.new_page(locale="en")
        heard = listen(tab)
        await sign_in(tab, visitor)
        await tab.keyboard.press("g")
        await tab.keyboard.press("e")
        await tab.click("text=Retry these")
        await tab.fill("#reason", "mended upstream")
        await tab.click("button.main")
        await tab.wait_for_selector("#told >> text=1 row waiting again.")
        await tab.keyboard.press("/")
        await tab.keyboard.type(str(job))
        await tab.keyboard.press("Enter")
        await tab.wait_for_selector("text=mended upstream (page)")
        await tab.click("text=中文")
        await tab.wait_for_selector("html[lang=zh-CN]")
        await tab.click("text=自动")
        await tab.wait_for_selector("html[data-scheme=light]")

        assert "pending" == await connection.fetchval("SELECT status FROM flowgroup.jobs")
        assert [] == heard
