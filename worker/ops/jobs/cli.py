"""`flowgroup jobs`: reads what was typed, calls, prints."""

import os
from typing import Annotated, Literal

import orjson
import typer

from jobs.model import JobStatus
from worker.ops.failure import connected
from worker.ops.group import wait_for
from worker.ops.jobs.bulk import Action
from worker.ops.jobs.filters import Filter, age, positive
from worker.ops.jobs.listing import listing
from worker.ops.jobs.many import run_many
from worker.ops.jobs.query import read_page, read_story
from worker.ops.jobs.records import Page, Story
from worker.ops.jobs.telling import telling
from worker.ops.jobs.verdict import Verdict, finding
from worker.ops.jobs.verdict import resolve as settle
from worker.ops.language import language
from worker.ops.terminal import terminal
from worker.settings import load_settings

jobs = typer.Typer(
    no_args_is_help=True, help="Look at rows; retry, cancel and resolve them, one or many."
)

Id = Annotated[int, typer.Argument(parser=positive, metavar="ID", help="The row's id.")]
Ids = Annotated[
    list[int] | None, typer.Argument(parser=positive, metavar="ID...", help="Rows by their ids.")
]
Batch = Annotated[str | None, typer.Option(help="Rows of this batch.")]
Code = Annotated[str | None, typer.Option(help="Rows with this error code or its sub-codes.")]
Account = Annotated[str | None, typer.Option(help="Rows of this account.")]
Older = Annotated[str | None, typer.Option(help="Ended (else inserted) longer ago: 15m, 2h, 3d.")]
Newer = Annotated[str | None, typer.Option(help="Ended (else inserted) since: 15m, 2h, 3d.")]
Reason = Annotated[str | None, typer.Option(help="Why; kept in flowgroup.audit.")]
Most = Annotated[int, typer.Option(parser=positive, metavar="N", help="Touch no more rows.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]
Json = Annotated[bool, typer.Option("--json", help="For scripts.")]


@jobs.command("list")
def list_jobs(  # noqa: PLR0913 - one parameter for each option
    *,
    status: Annotated[JobStatus | None, typer.Option(help="Rows in this status.")] = None,
    batch: Batch = None,
    code: Code = None,
    account: Account = None,
    older: Older = None,
    newer: Newer = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="Rows to show.")] = 20,
    before: Annotated[
        int | None, typer.Option(parser=positive, metavar="ID", help="Go on below this id.")
    ] = None,
    duplicate_risk: Annotated[
        bool, typer.Option("--duplicate-risk", help="Rows whose group may exist.")
    ] = False,
    second_groups: Annotated[
        bool, typer.Option("--second-groups", help="Rows created more than once.")
    ] = False,
    json: Json = False,
) -> None:
    """List rows, the newest first; without payloads."""
    which = Filter(batch, status, code, account, age("--older", older), age("--newer", newer))
    settings = load_settings()
    lang = language(settings, os.environ)

    async def read() -> Page:
        async with connected(settings) as engine:
            return await read_page(
                engine,
                which,
                before=before,
                limit=limit,
                lang=lang,
                duplicate_risk=duplicate_risk,
                second_groups=second_groups,
            )

    page = wait_for(read())
    if json:
        typer.echo(orjson.dumps(page, option=orjson.OPT_INDENT_2).decode())
    else:
        terminal().print(listing(page, lang))


@jobs.command()
def show(row: Id, *, json: Json = False) -> None:
    """Tell the whole story of one row: every call, what was known when, and what to do now."""
    settings = load_settings()
    lang = language(settings, os.environ)

    async def read() -> Story:
        async with connected(settings) as engine:
            return await read_story(engine, row, lang)

    story = wait_for(read())
    if json:
        typer.echo(orjson.dumps(story, option=orjson.OPT_INDENT_2).decode())
    else:
        terminal().print(telling(story, lang))


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
    reason: Reason = None,
    limit: Most = 1000,
    including_duplicate_risk: Annotated[
        bool, typer.Option("--including-duplicate-risk", help="Also rows whose group may exist.")
    ] = False,
    yes: Yes = False,
    json: Json = False,
) -> None:
    """Send failed or cancelled rows again, or invalid ones that lacked only files; with a fresh budget of attempts."""
    which = Filter(batch, status, code, account, age("--older", older), age("--newer", newer))
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
    reason: Reason = None,
    limit: Most = 1000,
    yes: Yes = False,
    json: Json = False,
) -> None:
    """Withdraw rows that wait; what is on the wire cannot be called back."""
    which = Filter(batch, status, code, account, age("--older", older), age("--newer", newer))
    action = Action("cancel", ("pending",), reason)
    run_many(load_settings(), action, which, ids or [], limit, yes=yes, json=json)


@jobs.command()
def resolve(
    row: Id,
    verdict: Annotated[Verdict, typer.Argument(help="Whether the group exists.")],
    reason: Annotated[str, typer.Option(help="How it was found out; kept in flowgroup.audit.")],
    flow_group_id: Annotated[str | None, typer.Option(help="The id that was found.")] = None,
    flow_ids: Annotated[str | None, typer.Option(help="Its contracts' ids: a,b")] = None,
) -> None:
    """Settle a row in doubt by a person's word; not_created from 15 minutes after signing on."""
    settings = load_settings()
    found = finding(verdict, flow_group_id, flow_ids, reason)

    async def settled() -> str:
        async with connected(settings) as engine:
            return await settle(engine, row, found, language(settings, os.environ))

    typer.echo(wait_for(settled()))
