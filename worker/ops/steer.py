"""Pausing and resuming accounts by a person's word."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Final

from worker.bilingual import both
from worker.clock import Clock
from worker.errors import FlowgroupError, SettingsError
from worker.ops.ask import ask
from worker.ops.failure import connected
from worker.ops.jobs.filters import age
from worker.ops.language import Language, language
from worker.settings import Settings

EVERY_ACCOUNT: Final = "*"
_TIME_OF_DAY: Final = re.compile(r"\d{1,2}:\d{2}")


@dataclass(frozen=True, slots=True)
class Told:
    """What was done: a sentence for a person, and what a script reads of it."""

    text: str
    document: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class _Words:
    """Phrases; braces are filled with `str.format`."""

    one: str
    all: str
    everybody: str
    until: str
    until_resume: str
    paused: str
    not_paused: str
    resumed: str
    still_paused: str
    rebound: str


_WORDS: Final[dict[Language, _Words]] = {
    "en": _Words(
        one="Account {} is",
        all="All accounts are",
        everybody="all accounts",
        until="until {}",
        until_resume="until: flowgroup resume",
        paused="{name} paused {end}. Calls on the wire still finish.",
        not_paused="{} not paused: nothing to resume.",
        resumed="Resumed: {}.",
        still_paused=" Still paused: {}.",
        rebound="Account {} takes the key of the next worker that sends. ",
    ),
    "zh-CN": _Words(
        one="账户 {} ",
        all="全部账户",
        everybody="全部账户",
        until="至 {}",
        until_resume="直到执行 flowgroup resume",
        paused="{name}已暂停，{end}。在途调用会照常完成。",
        not_paused="{}未暂停：无需恢复。",
        resumed="已恢复：{}。",
        still_paused="仍暂停：{}。",
        rebound="账户 {} 将采用下一个发送的工作进程的密钥。",
    ),
}


def instant(text: str, clock: Clock) -> datetime:
    """Return a time that was typed: 06:00 (the next such), +2h, or a date and time, by default in this machine's zone.

    Raises:
        SettingsError: it is no time, or has passed.
    """
    now = datetime.fromtimestamp(clock.wall(), tz=UTC)
    try:
        until = _typed(text.strip(), now).astimezone()
    except (ValueError, OverflowError):
        msg = both(
            f"--until {text} is no time: write it as 06:00, +2h, 2026-11-23T06:00 or 2026-11-23T06:00+08:00.",
            f"--until {text} 不是时间：请写成 06:00、+2h、2026-11-23T06:00 或 2026-11-23T06:00+08:00。",
        )
        raise SettingsError(msg) from None
    if until <= now:
        msg = both(
            f"--until {until:%Y-%m-%d %H:%M %z} has passed: name a time to come.",
            f"--until {until:%Y-%m-%d %H:%M %z} 已过：请指定将来的时间。",
        )
        raise SettingsError(msg)
    return until


def _typed(text: str, now: datetime) -> datetime:
    if text.startswith("+"):
        return now + (age("--until", text[1:]) or timedelta())
    if not _TIME_OF_DAY.fullmatch(text):
        return datetime.fromisoformat(text)
    local = now.astimezone().replace(tzinfo=None)
    at = local.replace(hour=0, minute=0, second=0, microsecond=0) + _since_midnight(text)
    return (at if at > local else at + timedelta(days=1)).astimezone()


def _since_midnight(text: str) -> timedelta:
    at = time.fromisoformat(text.zfill(5))
    return timedelta(hours=at.hour, minutes=at.minute)


async def pause(
    settings: Settings, account: str | None, until: datetime | None, reason: str | None
) -> Told:
    """Stop an account, or all."""
    values = {"account": account or EVERY_ACCOUNT, "until": until, "reason": reason}
    async with connected(settings) as engine:
        await ask(engine, "pause", values)
    say = _WORDS[language(settings, os.environ)]
    end = say.until.format(f"{until:%Y-%m-%d %H:%M:%S %z}") if until else say.until_resume
    text = say.paused.format(name=_name(account, say), end=end)
    return Told(text, {"paused": values["account"], "until": until})


async def resume(settings: Settings, account: str | None, reason: str | None) -> Told:
    """Let an account, or all, send again."""
    values = {"account": account or EVERY_ACCOUNT, "reason": reason}
    async with connected(settings) as engine:
        paused = await ask(engine, "status_pauses", {})
        await ask(engine, "resume", values)
    say = _WORDS[language(settings, os.environ)]
    ended = [row["account"] for row in paused if account in {None, row["account"]}]
    others = [row["account"] for row in paused if row["account"] not in ended]
    document = {"resumed": ended, "still_paused": others}
    if not ended:
        return Told(say.not_paused.format(_name(account, say)), document)
    rest = say.still_paused.format(", ".join(others)) if others else ""
    names = ", ".join(say.everybody if name == EVERY_ACCOUNT else name for name in ended)
    return Told(say.resumed.format(names) + rest, document)


async def rebind(settings: Settings, account: str | None, reason: str | None) -> Told:
    """Let an account take the key of the next worker that sends, and send again.

    Raises:
        SettingsError: no account or no reason is named.
        FlowgroupError: the account was never used.
    """
    if account is None or not (reason or "").strip():
        msg = both(
            "--new-key approves another key for one account: it needs --account and --reason.",
            "--new-key 用于确认某一账户更换密钥：需要 --account 和 --reason。",
        )
        raise SettingsError(msg)
    async with connected(settings) as engine:
        if not await ask(engine, "rebind", {"account": account, "reason": reason}):
            msg = both(
                f"Account {account} was never used: there is no key to replace. Check --account.",
                f"账户 {account} 从未使用，没有可更换的密钥。请核对 --account。",
            )
            raise FlowgroupError(msg)
    resumed = await resume(settings, account, reason)
    rebound = _WORDS[language(settings, os.environ)].rebound.format(account)
    return Told(rebound + resumed.text, {"new_key": account, **resumed.document})


def _name(account: str | None, say: "_Words") -> str:
    return say.one.format(account) if account else say.all
