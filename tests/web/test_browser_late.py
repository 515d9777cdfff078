"""In real Chromium: a deed that somebody else did first, and rows that are taken away as a file."""

from dataclasses import dataclass

import asyncpg
import pytest
from playwright.async_api import Browser

from tests.support.factories import insert_job
from tests.support.tabs import AUDIT, listen, reach, say_why, sign_in, untranslated
from tests.support.visits import visiting


@dataclass(frozen=True)
class Late:
    """A deed that somebody else does while a person looks at it.

    Attributes:
        page: The look.
        other: What the other one does.
        told: What the person reads then.
    """

    page: str
    other: str
    told: tuple[str, ...]
    typed: tuple[str, ...] = ()


LATE = {
    "cancel": Late(
        "action=cancel&id={pending}", "SELECT flowgroup.cancel({pending}, 'the other was quicker')",
        ("Nothing was done: somebody else", "left alone: 1 row ({pending}), cancelled"),
    ),
    "retry": Late(
        "action=retry&id={failed}", "SELECT flowgroup.retry({failed}, 'the other was quicker')",
        ("Nothing was done: somebody else", "left alone: 1 row ({failed}), pending"),
    ),
    "verdict": Late(
        "action=resolve&verdict=created&id={doubt}",
        "SELECT flowgroup.resolve({doubt}, 'not_created', NULL, NULL, 'the other was quicker')",
        ("Job {doubt} is not in doubt: nothing to resolve.", "not_created", "the other was quicker"),
        typed=("yDw7", ""),
    ),
    "resume": Late(
        "action=resume&account=default", "SELECT flowgroup.resume('default', 'the other was quicker')",
        ("It is not paused: there is nothing to resume.",),
    ),
    "release": Late(
        "action=release&batch=night", "SELECT flowgroup.release('night', 'the other was quicker')",
        ("Batch night was not held: nothing was changed.", "It is not held"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", LATE)
async def test_too_late(
    database_url: str,
    connection: asyncpg.Connection,
    browser: Browser,
    rows: dict[str, int],
    name: str,
) -> None:
    """A deed that somebody else did first says so and how it stands now, and leaves nothing in the audit."""
    late = LATE[name]
    await connection.execute(
        "SELECT flowgroup.hold('night', 'x'), flowgroup.pause('default', NULL, 'x')"
    )
    async with visiting(database_url, http_steer_token="steer-me") as visitor:
        tab = await browser.new_page(locale="en")
        heard = listen(tab, {409})
        await sign_in(tab, visitor)
        await tab.goto(visitor.address(f"/act?{late.page.format(**rows)}"))
        await connection.execute(late.other.format(**rows))
        await say_why(tab, late.typed)
        await tab.wait_for_selector("#fault")
        told = await tab.inner_text("main")
        chinese = await browser.new_page(locale="zh-CN")
        await sign_in(chinese, visitor)
        await chinese.goto(visitor.address(f"/act?{late.page.format(**rows)}"))

        assert [] == await untranslated(chinese, "zh-CN")
    assert [] == [part for part in late.told if part.format(**rows) not in told]
    assert "the other was quicker" == (await connection.fetchrow(AUDIT))["reason"]
    assert [] == heard


async def test_export_all_that_match(
    database_url: str, connection: asyncpg.Connection, browser: Browser, rows: dict[str, int]
) -> None:
    """The list's export holds each row that the filter finds and no other."""
    await insert_job(connection, batch="another")
    async with visiting(database_url) as visitor:
        tab = await browser.new_page(locale="en")
        await tab.goto(visitor.address("/jobs?batch=night"))
        await reach(tab, "a[href^='/export?'][href*='csv']")
        async with tab.expect_download() as coming:
            await tab.keyboard.press("Enter")
        lines = (await (await coming.value).path()).read_text("utf-8-sig").splitlines()

    assert {str(row) for row in rows.values()} == {line.partition(",")[0] for line in lines[1:]}
