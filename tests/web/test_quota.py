"""Contracts issued against quota: what Tonight and Accounts tell, and how a person tells it."""

import asyncpg
import pytest
from playwright.async_api import Browser

from tests.support.factories import insert_job
from tests.support.visits import TOKENS, visiting

TOLD = "SELECT told FROM flowgroup.quotas WHERE account = 'default'"
DEED = {"action": "quota", "account": "default", "units": "12,000", "reason": "bought"}


@pytest.mark.parametrize(
    ("lang", "quiet", "enough", "short"),
    [
        (
            "en",
            "Does the contract quota suffice?",
            "issued 2 of 10 contracts, 8 left",
            "Quota ends after about 1 group: buy 2 contracts.",
        ),
        ("zh-CN", "合同额度是否足够？", "登记 10 份，已发起 2 份，剩余 8 份", "请购买 2 份。"),
    ],
)
async def test_tonight(
    database_url: str,
    connection: asyncpg.Connection,
    lang: str,
    quiet: str,
    enough: str,
    short: str,
) -> None:
    """Untold it hints; told it shows issued, told and left; where more waits than is left it warns."""
    for _ in range(2):
        await insert_job(connection, batch="b")
    pages = []
    for told in (None, 10, 4):
        if told:
            await connection.execute("SELECT flowgroup.set_quota('default', $1, 'x')", told)
            await insert_job(connection, status="succeeded", batch="b")
            await insert_job(connection, status="in_doubt", batch="b")
        async with visiting(database_url, lang=lang) as visitor:
            pages.append((await visitor.get("/"))[1])

    assert [True, False, False] == [quiet in html for html in pages]
    assert [False, True, False] == [enough in html for html in pages]
    assert [False, False, True] == [short in html for html in pages]
    assert [False, False, True] == ['class="card quota short"' in html for html in pages]
    assert [False, True, True] == [
        ("up to 2 more in doubt" if lang == "en" else "最多另有 2 份存疑") in html for html in pages
    ]


async def test_a_person_tells_it(database_url: str, connection: asyncpg.Connection) -> None:
    """With the right to steer and a reason it is kept with both, and taken away likewise."""
    async with visiting(database_url, http_steer_token="steer-me") as visitor:
        await visitor.sign_in("steer-me")
        _, form = await visitor.get("/act?action=quota")
        missing, _ = await visitor.post("/act", "/", **DEED | {"reason": " "})
        wrong, told_why = await visitor.post("/act", "/", **DEED | {"units": "lots"})
        nobody, _ = await visitor.post("/act", "/", **DEED | {"account": "*"})
        before = await connection.fetchval(TOLD)
        done, html = await visitor.post("/act", "/", **DEED)
        told = await connection.fetchval(TOLD)
        _, accounts = await visitor.get("/accounts")
        gone, _ = await visitor.post(
            "/act", "/", action="unset_quota", account="default", reason="too old"
        )

    assert 'name="account" required' in form
    assert (400, 400, 409, None) == (missing, wrong, nobody, before)
    assert "is no number of contracts" in told_why
    assert "｜" not in told_why
    assert (200, 12_000, 200) == (done, told, gone)
    assert "12,000 contracts left" in html
    assert "12,000" in accounts
    assert "action=unset_quota&amp;account=default" in accounts
    assert [("quota", "bought (page)"), ("quota", "too old (page)")] == [
        tuple(row) for row in await connection.fetch("SELECT action, reason FROM flowgroup.audit")
    ]
    assert await connection.fetchval(TOLD) is None


async def test_who_may_only_read_sees_it(database_url: str, connection: asyncpg.Connection) -> None:
    """A reader sees what was told and cannot tell anything."""
    await connection.execute("SELECT flowgroup.set_quota('default', 7, 'x')")
    async with visiting(database_url, **TOKENS) as visitor:
        await visitor.sign_in("read-me")
        pages = [(await visitor.get(path))[1] for path in ("/", "/accounts")]
        done, _ = await visitor.post("/act", "/", **DEED)

    assert all("7" in html and "/act?" not in html for html in pages)
    assert (403, 7) == (done, await connection.fetchval(TOLD))


async def test_from_the_hint_to_the_bar(
    database_url: str, connection: asyncpg.Connection, browser: Browser
) -> None:
    """In a browser: from Tonight's hint over Accounts to the form, and back to the warning, which is live."""
    for _ in range(3):
        await insert_job(connection, batch="night")
    async with visiting(database_url, http_steer_token="steer-me") as visitor:
        tab = await browser.new_page(locale="en")
        await tab.goto(visitor.address("/login"))
        await tab.fill("#token", "steer-me")
        await tab.press("#token", "Enter")
        await tab.click("p:has-text('contract quota') >> text=Accounts")
        await tab.click("text=Tell a quota")
        await tab.fill("#units", "5")
        await tab.fill("#reason", "read in the console")
        await tab.click("button.main")
        await tab.wait_for_selector("#told >> text=5 contracts left are counted down from now.")
        await tab.click("nav >> text=Tonight")
        await tab.wait_for_selector(".quota.short >> text=Quota ends after about")
        await connection.execute("SELECT flowgroup.set_quota('default', 100000, 'bought')")
        await tab.wait_for_selector(
            ".quota:not(.short) >> text=100,000 contracts, 100,000 left", timeout=15_000
        )

        assert 100_000 == await connection.fetchval(TOLD)
