"""Pausing and resuming accounts by a person's word."""

from datetime import datetime

from worker.clock import Clock
from worker.errors import FlowgroupError, SettingsError
from worker.ops.ask import ask
from worker.ops.failure import connected
from worker.settings import Settings

EVERY_ACCOUNT = "*"


def instant(text: str, clock: Clock) -> datetime:
    """Return a time that was typed; without a zone it is this machine's.

    Raises:
        SettingsError: it is no time, or has passed.
    """
    try:
        until = datetime.fromisoformat(text).astimezone()
    except (ValueError, OverflowError):
        msg = f"--until {text} is no time: write it as 2026-11-23T06:00 or 2026-11-23T06:00+08:00."
        raise SettingsError(msg) from None
    if until.timestamp() <= clock.wall():
        msg = f"--until {until:%Y-%m-%d %H:%M %z} has passed: name a time to come."
        raise SettingsError(msg)
    return until


async def pause(
    settings: Settings, account: str | None, until: datetime | None, reason: str | None
) -> str:
    """Stop an account, or all; return what to say."""
    values = {"account": account or EVERY_ACCOUNT, "until": until, "reason": reason}
    async with connected(settings) as engine:
        await ask(engine, "pause", values)
    end = f"until {until:%Y-%m-%d %H:%M:%S %z}" if until else "until: flowgroup resume"
    return f"{_name(account)} paused {end}. Calls on the wire still finish."


async def resume(settings: Settings, account: str | None, reason: str | None) -> str:
    """Let an account, or all, send again; return what to say."""
    values = {"account": account or EVERY_ACCOUNT, "reason": reason}
    async with connected(settings) as engine:
        paused = await ask(engine, "status_pauses", {})
        await ask(engine, "resume", values)
    ended = [row["account"] for row in paused if account in {None, row["account"]}]
    if not ended:
        return f"{_name(account)} not paused: nothing to resume."
    others = [row["account"] for row in paused if row["account"] not in ended]
    rest = f" Still paused: {', '.join(others)}." if others else ""
    return f"Resumed: {', '.join('all accounts' if name == '*' else name for name in ended)}.{rest}"


async def rebind(settings: Settings, account: str | None, reason: str | None) -> str:
    """Let an account take the key of the next worker that sends, and send again; return what to say.

    Raises:
        SettingsError: no account or no reason is named.
        FlowgroupError: the account was never used.
    """
    if account is None or not (reason or "").strip():
        msg = "--new-key approves another key for one account: it needs --account and --reason."
        raise SettingsError(msg)
    async with connected(settings) as engine:
        if not await ask(engine, "rebind", {"account": account, "reason": reason}):
            msg = f"Account {account} was never used: there is no key to replace. Check --account."
            raise FlowgroupError(msg)
    resumed = await resume(settings, account, reason)
    return f"Account {account} takes the key of the next worker that sends. {resumed}"


def _name(account: str | None) -> str:
    return f"Account {account} is" if account else "All accounts are"
