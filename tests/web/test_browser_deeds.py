"""In real Chromium, with keys alone: every deed, what it says, and what it leaves in the tables."""

from dataclasses import dataclass

import asyncpg
import pytest
from playwright.async_api import Browser

from tests.support.factories import insert_job
from tests.support.tabs import AUDIT, REASON, listen, look_at, say_why, sign_in
from tests.support.visits import visiting


@dataclass(frozen=True)
class Deed:
    """A deed as a person does it.

    Attributes:
        before: Runs first; `{doubt}` and the like are rows.
        page: Where it begins.
        link: Leads to the look.
        look: What that says.
        typed: Goes into the fields before the reason.
        told: What is said when it is done.
        audit: What was done, and to what.
        holds: What is true then.
    """

    page: str
    link: str
    look: str
    told: str
    audit: tuple[str, str]
    holds: str
    before: str = "SELECT 1"
    typed: tuple[str, ...] = ()


JOB = "SELECT status = '{}' FROM flowgroup.jobs WHERE id = {}"
DEEDS = {
    "cancel one": Deed(
        "/jobs/{pending}", "action=cancel", "1 row (2 contracts) would not be sent any more.",
        "1 row cancelled.", ("cancel", "{pending}"), JOB.format("cancelled", "{pending}"),
    ),
    "cancel all that match": Deed(
        "/jobs?batch=night&status=pending", "action=cancel", "2 rows (4 contracts) would not be sent any more.",
        "2 rows cancelled.", ("cancel", "{later}"),
        "SELECT count(*) = 2 FROM flowgroup.jobs WHERE status = 'cancelled'",
    ),
    "retry one": Deed(
        "/jobs/{failed}", "action=retry", "1 row (2 contracts) would go back into the line.",
        "1 row waiting again.", ("retry", "{failed}"), JOB.format("pending", "{failed}"),
    ),
    "created": Deed(
        "/doubts", "verdict=created", "You found the group: give its FlowGroupId.",
        "Job {doubt} is succeeded, FlowGroupId yDw7.", ("resolve", "{doubt}"),
        "SELECT status = 'succeeded' AND flow_group_id = 'yDw7' AND flow_ids = '{{yDa,yDb}}'"
        " FROM flowgroup.jobs WHERE id = {doubt}",
        typed=("yDw7", "yDa, yDb"),
    ),
    "not_created": Deed(
        "/jobs/{doubt}", "verdict=not_created", "You looked, and the group does not exist.",
        "Job {doubt} is failed, Worker.NotCreated.", ("resolve", "{doubt}"), JOB.format("failed", "{doubt}"),
    ),
    "pause": Deed(
        "/accounts", "action=pause&account=default", "No new call of default begins",
        "default paused.", ("pause", "default"),
        "SELECT paused_since IS NOT NULL FROM flowgroup.accounts WHERE account = 'default'",
    ),
    "pause all": Deed(
        "/accounts", "action=pause&account=*", "No new call of all accounts begins",
        "all accounts paused.", ("pause", "*"),
        "SELECT paused_since IS NOT NULL FROM flowgroup.accounts WHERE account = '*'",
    ),
    "resume": Deed(
        "/accounts", "action=resume", "default: paused since",
        "default may send again.", ("resume", "default"),
        "SELECT paused_since IS NULL FROM flowgroup.accounts WHERE account = 'default'",
        before="SELECT flowgroup.pause('default', NULL, 'x')",
    ),
    "hold": Deed(
        "/", "action=hold", "Left 2 calls",
        "Batch night is held.", ("hold", "night"),
        "SELECT count(*) = 1 FROM flowgroup.held_batches WHERE batch = 'night'",
    ),
    "release": Deed(
        "/", "action=release", "held since",
        "Batch night is released.", ("release", "night"),
        "SELECT count(*) = 0 FROM flowgroup.held_batches",
        before="SELECT flowgroup.hold('night', 'x')",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", DEEDS)
async def test_with_keys_alone(
    database_url: str,
    connection: asyncpg.Connection,
    browser: Browser,
    rows: dict[str, int],
    name: str,
) -> None:
    """A deed shows what it would touch, takes the reason, is done, told and kept; by Enter one is back."""
    deed = DEEDS[name]
    await connection.execute(deed.before)
    async with visiting(database_url, http_steer_token="steer-me") as visitor:
        tab = await browser.new_page(locale="en")
        heard = listen(tab)
        await sign_in(tab, visitor)
        await tab.goto(visitor.address(deed.page.format(**rows)))
        await look_at(tab, deed.link)
        look = " ".join((await tab.inner_text("#seen")).split())
        await say_why(tab, deed.typed)
        told = await tab.inner_text("#told")
        await tab.keyboard.press("Enter")
        await tab.wait_for_url(visitor.address(deed.page.format(**rows)))

        assert [] == heard

    assert deed.look in look
    assert deed.told.format(**rows) in told
    assert await connection.fetchval(deed.holds.format(**rows))
    action, of = deed.audit
    assert (action, of.format(**rows), f"{REASON} (page)") == tuple(
        await connection.fetchrow(AUDIT)
    )


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
