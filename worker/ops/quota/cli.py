"""`flowgroup quota`: reads what was typed, calls, prints."""

import os
from dataclasses import dataclass
from typing import Annotated

import orjson
import typer
from sqlalchemy.ext.asyncio import AsyncEngine

from worker.bilingual import both
from worker.errors import SettingsError
from worker.ops.failure import connected
from worker.ops.group import wait_for
from worker.ops.jobs.options import Json, Reason
from worker.ops.language import language
from worker.ops.quota.query import read_quotas, tell_quota, units
from worker.ops.quota.records import Quota
from worker.ops.quota.view import view
from worker.ops.quota.words import Words, words
from worker.ops.surroundings import read_settings
from worker.ops.terminal import terminal


@dataclass(frozen=True, slots=True)
class Told:
    """What is told; `left` None takes the quota away."""

    account: str
    left: int | None
    reason: str | None


def quota(
    account: Annotated[str | None, typer.Option(help="One account; without it: all.")] = None,
    left: Annotated[
        str | None, typer.Option(metavar="N", help="Tell that N contracts are left now.")
    ] = None,
    reason: Reason = None,
    *,
    unset: Annotated[bool, typer.Option("--unset", help="Count no quota down any more.")] = False,
    json: Json = False,
) -> None:
    """Tell how many paid contracts an account has left, and see how far they reach; stops nothing."""
    told = _told(account, left, reason, unset=unset)
    settings = read_settings()
    lang = language(settings, os.environ)

    async def work() -> tuple[str, list[Quota]]:
        async with connected(settings) as engine:
            said = await _tell(engine, told, words(lang)) if told else ""
            return said, await read_quotas(engine, account)

    said, found = wait_for(work())
    if json:
        typer.echo(orjson.dumps({"quotas": found}, option=orjson.OPT_INDENT_2).decode())
        return
    if said:
        typer.echo(said)
    if found or not said:
        terminal().print(view(found, lang))


def _told(account: str | None, left: str | None, reason: str | None, *, unset: bool) -> Told | None:
    """Return what is told, None where somebody only looks.

    Raises:
        SettingsError: it cannot be told so.
    """
    if left is None and not unset:
        return None
    if left is not None and unset:
        msg = both(
            "--left and --unset exclude each other.",
            "--left 与 --unset 不能同时使用。",
        )
        raise SettingsError(msg)
    if account is None:
        msg = both(
            "A quota is of one account: name it, --account default.",
            "额度属于单个账户：请指定，例如 --account default。",
        )
        raise SettingsError(msg)
    return Told(account, None if left is None else units(left), reason)


async def _tell(engine: AsyncEngine, told: Told, say: Words) -> str:
    """Tell it, and return what to say."""
    if told.left is None and not await read_quotas(engine, told.account):
        return say.was_none.format(told.account)
    await tell_quota(engine, told.account, told.left, told.reason)
    if told.left is None:
        return say.no_more.format(told.account)
    return say.now_told.format(account=told.account, told=told.left)
