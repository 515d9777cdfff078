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
class Asked:
    """What was typed; `left` None with `telling` takes the quota away."""

    account: str | None
    left: int | None
    reason: str | None
    telling: bool


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
    asked = Asked(account, None if left is None else units(left), reason, unset or left is not None)
    if left is not None and unset:
        msg = both(
            "--left and --unset exclude each other.",
            "--left 与 --unset 不能同时使用。",
        )
        raise SettingsError(msg)
    settings = read_settings()
    lang = language(settings, os.environ)

    async def work() -> tuple[str, list[Quota]]:
        async with connected(settings) as engine:
            said = await _tell(engine, asked, words(lang)) if asked.telling else ""
            return said, await read_quotas(engine, account)

    said, found = wait_for(work())
    if json:
        typer.echo(orjson.dumps({"quotas": found}, option=orjson.OPT_INDENT_2).decode())
        return
    if said:
        typer.echo(said)
    if found or not said:
        terminal().print(view(found, lang))


async def _tell(engine: AsyncEngine, asked: Asked, say: Words) -> str:
    """Tell it, and return what to say."""
    if asked.account is None:
        msg = both(
            "A quota is of one account: name it, --account default.",
            "额度属于单个账户：请指定，例如 --account default。",
        )
        raise SettingsError(msg)
    known = await read_quotas(engine, asked.account)
    if asked.left is None and not known:
        return say.was_none.format(asked.account)
    await tell_quota(engine, asked.account, asked.left, asked.reason)
    if asked.left is None:
        return say.no_more.format(asked.account)
    return say.now_told.format(account=asked.account, told=asked.left)
