"""In real Chromium: every page in each language, scheme and width; keys, colours, motion."""

from typing import Literal

import asyncpg
import pytest
from playwright.async_api import Browser, Page

from tests.support.factories import insert_job
from tests.support.night import Names, fill
from tests.support.tabs import listen, sign_in, untranslated
from tests.support.visits import visiting
from worker.ops.language import Language

PATHS = (
    "/",
    "/errors",
    "/errors?batch=onboarding",
    "/doubts",
    "/needs",
    "/needs?kind=in_doubt",
    "/jobs",
    "/jobs?status=in_doubt",
    "/jobs?text=default",
    "/jobs/1",
    "/jobs/{doubt}",
    "/jobs/{pending}",
    "/jobs/{invalid}",
    "/accounts",
    "/workers",
    "/act?action=retry&status=failed",
    "/act?action=cancel&status=pending",
    "/act?action=cancel&id=1",
    "/act?action=pause&account=default",
    "/act?action=resume&account=*",
    "/act?action=hold&batch=onboarding",
    "/act?action=release&batch=onboarding",
    "/act?action=resolve&verdict=created&id={doubt}",
    "/act?action=resolve&verdict=not_created&id={doubt}",
    "/act?action=resolve&verdict=created&id=1",
    "/act?action=quota&account=default",
    "/login",
)
NOTHING = (
    "/", "/errors", "/doubts", "/needs", "/needs?kind=failed", "/jobs", "/jobs?batch=none", "/accounts", "/workers",
)  # fmt: skip
ANSWERS = {
    "/nowhere": 404,
    "/jobs/999999": 404,
    "/act?action=drop": 404,
    "/act?action=retry": 400,
    "/act?action=hold": 400,
    "/jobs?newer=x": 400,
    "/jobs?text=%00": 400,
    "/export?status=none": 400,
}
NARROW, WIDE = 390, 1400
DARK = "rgb(17, 21, 19)"
Scheme = Literal["light", "dark"]
XSS = "<img src=x onerror=\"document.title='run'\"><script>document.title='run'</script>"
LONG = "x" * 150
CATCH = """window.went = [];
document.addEventListener("click", (event) => { event.preventDefault(); went.push(event.target.dataset.go); });"""


async def tab_of(browser: Browser, lang: Language, scheme: Scheme) -> Page:
    context = await browser.new_context(locale=lang, color_scheme=scheme)
    return await context.new_page()


async def stands(tab: Page, lang: Language) -> None:
    """Nothing ran, nothing is beside the edge, and all is said in one language."""
    assert lang == await tab.get_attribute("html", "lang"), tab.url
    assert "run" != await tab.title()
    for width in (NARROW, WIDE):
        await tab.set_viewport_size({"width": width, "height": 900})
        assert width >= await tab.evaluate("document.documentElement.scrollWidth"), tab.url
    assert [] == await untranslated(tab, lang), tab.url


@pytest.mark.parametrize("lang", ["en", "zh-CN"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_every_page_stands(
    database_url: str,
    connection: asyncpg.Connection,
    browser: Browser,
    lang: Language,
    scheme: Scheme,
) -> None:
    """With markup and no end in every name, narrow and wide: no error, one language, all within the edges."""
    a, b, c, d, e, f, g, h = (f"{letter}{XSS}{LONG}" for letter in "abcdefgh")
    await fill(connection, Names((a, b, c, d), e, f, g, h))
    rows = await connection.fetch("SELECT status, min(id) AS id FROM flowgroup.jobs GROUP BY 1")
    ids = {("doubt" if row["status"] == "in_doubt" else row["status"]): row["id"] for row in rows}
    async with visiting(database_url, http_steer_token="steer-me") as visitor:
        tab = await tab_of(browser, lang, scheme)
        heard = listen(tab, set(ANSWERS.values()))
        await sign_in(tab, visitor)
        for path in PATHS:
            await tab.goto(visitor.address(path.format(**ids)))
            await stands(tab, lang)
        for path, status in ANSWERS.items():
            reply = await tab.goto(visitor.address(path))
            assert reply
            assert status == reply.status, path
            await stands(tab, lang)
        for deed in ("action=hold&batch=onboarding", f"action=cancel&id={ids['pending']}"):
            await tab.goto(visitor.address(f"/act?{deed}"))
            await tab.fill("#reason", "x")
            await tab.click("button.main")
            await tab.wait_for_selector("#told")
            await stands(tab, lang)
        await tab.goto(visitor.address("/"))
        await tab.wait_for_selector("#strip canvas")

        assert ("dark" == scheme) == (
            await tab.evaluate("getComputedStyle(document.body).backgroundColor") == DARK
        )
        assert [] == heard


@pytest.mark.parametrize("lang", ["en", "zh-CN"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_a_night_with_nothing_stands(
    database_url: str, browser: Browser, lang: Language, scheme: Scheme
) -> None:
    """Where there is nothing to show each page says so, to who may read and to who must sign in first."""
    tokens = {"http_token": "read-me", "http_steer_token": "steer-me"}
    async with visiting(database_url, **tokens) as visitor:
        tab = await tab_of(browser, lang, scheme)
        heard = listen(tab, {401, 403, 503})
        for path in ("/", "/static/nowhere", "/login"):
            await tab.goto(visitor.address(path))
            await stands(tab, lang)
        await tab.fill("#token", "wrong")
        await tab.press("#token", "Enter")
        await tab.wait_for_selector("[role=alert].wrong")
        await stands(tab, lang)
        await sign_in(tab, visitor)
        for path in NOTHING:
            await tab.goto(visitor.address(path))
            await stands(tab, lang)
    async with visiting("postgresql://127.0.0.1:1/none", http_steer_token="steer-me") as visitor:
        for path in ("/", "/jobs", "/jobs/1"):
            await tab.goto(visitor.address(path))
            await stands(tab, lang)

    assert [] == [text for text in heard if "404" not in text]


@pytest.mark.parametrize(("motion", "seconds"), [("reduce", "0s"), ("no-preference", "0.4s")])
async def test_motion(
    database_url: str,
    connection: asyncpg.Connection,
    browser: Browser,
    motion: Literal["reduce", "no-preference"],
    seconds: str,
) -> None:
    """Bars grow slowly only for those who do not mind motion."""
    await insert_job(connection, status="succeeded", batch="night")
    async with visiting(database_url) as visitor:
        context = await browser.new_context(reduced_motion=motion)
        tab = await context.new_page()
        await tab.goto(visitor.address("/"))
        found = await tab.evaluate(
            "getComputedStyle(document.querySelector('.bar rect')).transitionDuration"
        )

    assert seconds == found.partition(",")[0]


async def test_a_strip_without_calls(database_url: str, browser: Browser) -> None:
    """Its hours are those of now where no call was made."""
    async with visiting(database_url) as visitor:
        tab = await browser.new_page()
        await tab.goto(visitor.address("/"))
        told = await tab.evaluate("JSON.parse(document.getElementById('live').dataset.strip)")
        now = await tab.evaluate("Date.now() / 1000")

    assert [] == told["seconds"]
    assert 60 > abs(now - told["now"])


async def test_a_letter_alone_leads_nowhere(database_url: str, browser: Browser) -> None:
    """Only after g does a letter lead to its page, also on a page that has just come."""
    async with visiting(database_url) as visitor:
        tab = await browser.new_page()
        await tab.goto(visitor.address("/workers"))
        await tab.evaluate(CATCH)
        for key in "agj":
            await tab.keyboard.press(key)

        assert ["j"] == await tab.evaluate("went")
