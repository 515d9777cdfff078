"""`flowgroup jobs`: reads what was typed, calls, prints."""

import os
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Annotated, Literal, TypeVar

import orjson
import typer
from sqlalchemy.ext.asyncio import AsyncEngine

from jobs.model import JobStatus
from worker.database import LOOKING
from worker.ops.failure import connected
from worker.ops.group import wait_for
from worker.ops.jobs.bulk import Action
from worker.ops.jobs.filters import Filter, Marks, chosen
from worker.ops.jobs.listing import listing
from worker.ops.jobs.many import run_many
from worker.ops.jobs.options import (
    Account,
    Batch,
    Below,
    Code,
    Find,
    Id,
    Ids,
    Json,
    Most,
    Newer,
    Older,
    Reason,
    Yes,
)
from worker.ops.jobs.query import find, read_story
from worker.ops.jobs.records import Page
from worker.ops.jobs.telling import telling
from worker.ops.jobs.verdict import Verdict, finding, require_for_many
from worker.ops.jobs.verdict import resolve as settle
from worker.ops.jobs.why import read_why, why_text
from worker.ops.language import language
from worker.ops.terminal import terminal
from worker.settings import Settings, load_settings

T = TypeVar("T")

jobs = typer.Typer(
    no_args_is_help=True, help="Look at rows; retry, cancel and resolve them, one or many."
)


@jobs.command("list")
def list_jobs(  # noqa: PLR0913 - one parameter for each option
    *,
    status: Annotated[JobStatus | None, typer.Option(help="Rows in this status.")] = None,
    batch: Batch = None,
    code: Code = None,
    account: Account = None,
    older: Older = None,
    newer: Newer = None,
    text: Find = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="Rows to show.")] = 20,
    before: Below = None,
    duplicate_risk: Annotated[
        bool, typer.Option("--duplicate-risk", help="Rows whose group may exist.")
    ] = False,
    second_groups: Annotated[
        bool, typer.Option("--second-groups", help="Rows created more than once.")
    ] = False,
    json: Json = False,
) -> None:
    """List rows, the newest first; without payloads."""
    which = chosen(
        batch=batch, status=status, code=code, account=account, older=older, newer=newer, text=text
    )
    settings = load_settings()
    lang = language(settings, os.environ)
    marks = Marks(duplicate_risk, second_groups)
    read = partial(find, which=which, marks=marks, before=before, limit=limit, lang=lang)
    found = wait_for(_ask(settings, read))
    page = Page(found.jobs, found.before)
    if json:
        typer.echo(orjson.dumps(page, option=orjson.OPT_INDENT_2).decode())
    else:
        terminal().print(listing(page, lang))


@jobs.command()
def show(row: Id, *, json: Json = False) -> None:
    """Tell the whole story of one row: every call, what was known when, and what to do now."""
    settings = load_settings()
    lang = language(settings, os.environ)
    story = wait_for(_ask(settings, partial(read_story, job_id=row, lang=lang)))
    if json:
        typer.echo(orjson.dumps(story, option=orjson.OPT_INDENT_2).decode())
    else:
        terminal().print(telling(story, lang))


@jobs.command()
def why(row: Id, *, json: Json = False) -> None:
    """Say the one reason why a row is not running now, and when that ends."""
    settings = load_settings()
    lang = language(settings, os.environ)
    reason = wait_for(_ask(settings, partial(read_why, job_id=row, lang=lang)))
    typer.echo(
        orjson.dumps(reason, option=orjson.OPT_INDENT_2).decode()
        if json
        else why_text(reason, lang)
    )


@jobs.command()
def retry(  # noqa: PLR0913 - one parameter for each option
    ids: Ids = None,
    *,
    status: Annotated[
        Literal["failed", "cancelled", "invalid"] | None,
        typer.Option(help="Rows in this status.  [default: failed]", show_default=False),
    ] = None,
    batch: Batch = None,
    code: Code = None,
    account: Account = None,
    older: Older = None,
    newer: Newer = None,
    text: Find = None,
    reason: Reason = None,
    limit: Most = 1000,
    including_duplicate_risk: Annotated[
        bool, typer.Option("--including-duplicate-risk", help="Also rows whose group may exist.")
    ] = False,
    yes: Yes = False,
    json: Json = False,
) -> None:
    """Send failed or cancelled rows again, or invalid ones that lacked only files; with a fresh budget of attempts."""
    which = chosen(
        batch=batch, status=status, code=code, account=account, older=older, newer=newer, text=text
    )
    action = Action("retry", ("failed", "cancelled"), reason, including_duplicate_risk)
    run_many(load_settings(), action, which, ids or [], limit, yes=yes, json=json)


@jobs.command()
def cancel(  # noqa: PLR0913 - one parameter for each option
    ids: Ids = None,
    *,
    status: Annotated[Literal["pending"] | None, typer.Option(help="All that wait.")] = None,
    batch: Batch = None,
    code: Code = None,
    account: Account = None,
    older: Older = None,
    newer: Newer = None,
    text: Find = None,
    reason: Reason = None,
    limit: Most = 1000,
    yes: Yes = False,
    json: Json = False,
) -> None:
    """Withdraw rows that wait; what is on the wire cannot be called back."""
    which = chosen(
        batch=batch, status=status, code=code, account=account, older=older, newer=newer, text=text
    )
    action = Action("cancel", ("pending",), reason)
    run_many(load_settings(), action, which, ids or [], limit, yes=yes, json=json)


@jobs.command()
def resolve(  # noqa: PLR0913 - one parameter for each option
    ids: Ids = None,
    *,
    verdict: Annotated[Verdict, typer.Argument(help="Whether the group exists.")],
    reason: Annotated[str, typer.Option(help="How it was found out; kept in flowgroup.audit.")],
    flow_group_id: Annotated[str | None, typer.Option(help="The id that was found.")] = None,
    flow_ids: Annotated[str | None, typer.Option(help="Its contracts' ids: a,b")] = None,
    batch: Batch = None,
    code: Code = None,
    account: Account = None,
    older: Older = None,
    newer: Newer = None,
    text: Find = None,
    limit: Most = 1000,
    yes: Yes = False,
    json: Json = False,
) -> None:
    """Settle a row in doubt by a person's word; many of them as not_created, where each was looked up."""
    settings = load_settings()
    found = finding(verdict, flow_group_id, flow_ids, reason)
    which = chosen(
        batch=batch, status=None, code=code, account=account, older=older, newer=newer, text=text
    )
    if ids and len(ids) == 1 and which == Filter():
        lang = language(settings, os.environ)
        told = wait_for(_ask(settings, partial(settle, job_id=ids[0], found=found, lang=lang)))
        typer.echo(orjson.dumps({"action": "resolve", "changed": 1}).decode() if json else told)
        return
    require_for_many(found)
    action = Action("resolve", ("in_doubt",), found.reason)
    run_many(settings, action, which, ids or [], limit, yes=yes, json=json)


async def _ask(settings: Settings, question: Callable[[AsyncEngine], Awaitable[T]]) -> T:
    async with connected(settings, LOOKING) as engine:
        return await question(engine)
