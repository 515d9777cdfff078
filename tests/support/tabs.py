"""What tests do in a browser's tab, and what a person would see there."""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Final

from playwright.async_api import ConsoleMessage, Page

from tests.support.visits import Visitor
from worker.ops.language import Language
from worker.ops.web.page.texts import texts

REASON: Final = "asked for by payroll"
AUDIT: Final = """SELECT action, coalesce(job_id::text, account, detail->>'batch') AS of, reason
FROM flowgroup.audit ORDER BY id DESC LIMIT 1"""
_NODES: Final = """() => {
  const foreign = `:not(html)[lang]:not([lang="${document.documentElement.lang}"]), code, pre, q, script`;
  const found = [document.title];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ALL);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
    if (!element || element.closest(foreign)) continue;
    if (node.nodeType === Node.TEXT_NODE) found.push(node.data);
    else for (const name of ["placeholder", "aria-label", "title", "alt"])
      if (node.hasAttribute?.(name)) found.push(node.getAttribute(name));
  }
  return found.map((text) => text.trim()).filter(Boolean);
}"""
_CHINESE: Final = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
_ENGLISH: Final = re.compile(r"[A-Za-z']{2,}(?: [a-z']{2,}){2,}")
_TYPED: Final = re.compile(r"flowgroup(?: [-a-z_|]+| \d+)*|[a-z]\w*=\S*")


def listen(tab: Page, answered: Collection[int] = ()) -> list[str]:
    """Collect what a console would show in red or yellow, but for pages that were answered so on purpose."""
    heard: list[str] = []
    expected = tuple(
        f"Failed to load resource: the server responded with a status of {code}"
        for code in answered
    )

    def console(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not message.text.startswith(expected or "\0"):
            heard.append(message.text)

    tab.on("console", console)
    tab.on("pageerror", lambda error: heard.append(str(error)))
    return heard


async def sign_in(tab: Page, visitor: Visitor) -> None:
    """Sign in to steer, with keys."""
    await tab.goto(visitor.address("/login"))
    await tab.fill("#token", "steer-me")
    await tab.press("#token", "Enter")
    await tab.wait_for_selector("#facts")


async def reach(tab: Page, selector: str) -> None:
    """Press Tab until the focus is there."""
    for _ in range(100):
        if await tab.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
        await tab.keyboard.press("Tab")
    msg = f"No key leads to {selector}."
    raise AssertionError(msg)


async def look_at(tab: Page, link: str) -> None:
    """Go to a deed's look by keys."""
    await reach(tab, f"a[href*='{link}']")
    await tab.keyboard.press("Enter")
    await tab.wait_for_selector("#seen")


async def say_why(tab: Page, typed: tuple[str, ...] = ()) -> None:
    """Fill in the form, which has the focus, and send it, by keys."""
    await tab.wait_for_function("document.activeElement !== document.body")
    for text in typed:
        await tab.keyboard.type(text)
        await tab.keyboard.press("Tab")
    await tab.keyboard.type(REASON)
    await reach(tab, "button.main")
    await tab.keyboard.press("Enter")


async def untranslated(tab: Page, lang: Language) -> Sequence[str]:
    """Return what the page says in the other language, but for codes and what is marked as such."""
    nodes: list[str] = await tab.evaluate(_NODES)
    if lang == "en":
        return [text for text in nodes if _CHINESE.search(text)]
    words = set(_spoken(texts("en")).values()) - set(texts("zh-CN").values())
    return [text for text in nodes if text in words or _ENGLISH.search(_TYPED.sub("", text))]


def _spoken(said: Mapping[str, str]) -> Mapping[str, str]:
    """Return the texts but those that are the API's own words too, or one word of a command."""
    return {name: text for name, text in said.items() if " " in text or not text.islower()}
