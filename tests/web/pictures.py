"""Takes the README's pictures of a night as it may stand at three: python -m tests.web.pictures [FOLDER]."""

import asyncio
import sys
import tempfile
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Final, Literal, TypeAlias

import asyncpg
from playwright.async_api import Browser, Page, async_playwright

from tests.support.databases import create_database, with_database
from tests.support.night import fill
from tests.support.visits import ARGUMENTS, CHROMIUM
from tests.support.web import web
from worker.postgres import EmbeddedPostgres
from worker.schema import migrate

Scheme: TypeAlias = Literal["light", "dark"]
SHOTS: Final[tuple[tuple[str, str, str, Scheme, int], ...]] = (
    ("tonight", "/", "en", "light", 1280),
    ("tonight-dark-zh", "/", "zh-CN", "dark", 1280),
    ("errors", "/errors", "en", "light", 1280),
    ("job", "/jobs/{doubt}", "en", "light", 1280),
    ("doubts-dark-zh", "/doubts", "zh-CN", "dark", 1280),
    ("jobs-zh", "/jobs?status=failed", "zh-CN", "light", 1280),
    ("accounts", "/accounts", "en", "light", 1280),
    ("workers-dark", "/workers", "en", "dark", 1280),
    ("act-zh", "/act?action=retry&status=failed", "zh-CN", "light", 1280),
    ("tonight-narrow", "/", "en", "dark", 390),
)
HEIGHT: Final = 860
# As if the calls went on until now.
SHIFT: Final = """UPDATE flowgroup.attempts
SET begun_at = begun_at + (SELECT now() - max(begun_at) FROM flowgroup.attempts)
WHERE job_id < 0"""


async def take(folder: Path) -> None:
    """Fill a database, serve it, and photograph its pages."""
    async with AsyncExitStack() as stack:
        home = stack.enter_context(tempfile.TemporaryDirectory())
        server = stack.enter_context(EmbeddedPostgres(Path(home), durable=False, temporary=True))
        url = with_database(server.url(), await create_database(server.url(), "pictures"))
        await migrate(url)
        connection = await asyncpg.connect(url)
        stack.push_async_callback(connection.close)
        await fill(connection, share=1)
        doubt = await connection.fetchval(
            "SELECT min(id) FROM flowgroup.jobs WHERE status = 'in_doubt'"
        )
        page = await stack.enter_async_context(web(url, http_steer_token="steer-me"))
        driver = await stack.enter_async_context(async_playwright())
        browser = await driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for name, path, lang, scheme, width in SHOTS:
            address = f"http://127.0.0.1:{page.server.port}"
            await connection.execute(SHIFT)
            tab = await opened(browser, address, lang, scheme, width)
            await tab.goto(address + path.format(doubt=doubt))
            if path == "/":
                await tab.wait_for_selector("#strip canvas")
            await tab.screenshot(path=folder / f"{name}.png")
        await browser.close()


async def opened(browser: Browser, address: str, lang: str, scheme: Scheme, width: int) -> Page:
    """Open a tab that has signed in to steer."""
    context = await browser.new_context(
        locale=lang, color_scheme=scheme, viewport={"width": width, "height": HEIGHT}
    )
    tab = await context.new_page()
    await tab.goto(f"{address}/login")
    await tab.fill("#token", "steer-me")
    await tab.press("#token", "Enter")
    await tab.wait_for_selector("#facts")
    return tab


if __name__ == "__main__":
    target = Path(sys.argv[1] if len(sys.argv) > 1 else "docs/pictures")
    target.mkdir(parents=True, exist_ok=True)
    asyncio.run(take(target))
