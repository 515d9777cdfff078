"""`check`, `enqueue` and `plan`: reads what was typed, calls, prints."""

import os
from pathlib import Path
from typing import Annotated

import typer

from worker.clock import SystemClock
from worker.ops.group import wait_for
from worker.ops.intake.check import check_files
from worker.ops.intake.desk import Desk
from worker.ops.intake.enqueue import enqueue_files
from worker.ops.intake.plan import as_json, make_plan
from worker.ops.intake.plan_view import view
from worker.ops.surroundings import read_settings
from worker.ops.terminal import terminal

Files = Annotated[
    list[Path],
    typer.Argument(metavar="FILE...", help="JSON Lines, or JSON: one object or an array of them."),
]
Json = Annotated[bool, typer.Option("--json", help="For scripts.")]


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(check)
    app.command()(enqueue)
    app.command()(plan)


def check(files: Files, *, json: Json = False) -> None:
    """Check the rows of files as the workers would; writes nothing. Ends 1 if a row is invalid."""
    if not wait_for(check_files(_desk(json=json), files)):
        raise typer.Exit(1)


def enqueue(
    files: Files,
    batch: Annotated[str | None, typer.Option(help="For rows that name none.")] = None,
    *,
    skip_invalid: Annotated[
        bool, typer.Option("--skip-invalid", help="Leave invalid rows out; else their file is.")
    ] = False,
    json: Json = False,
) -> None:
    """Check the rows of files and enqueue them; a file is enqueued whole or not at all."""
    desk = _desk(json=json)
    if not wait_for(enqueue_files(desk, files, batch=batch, skip_invalid=skip_invalid)):
        raise typer.Exit(1)


def plan(
    batch: Annotated[str | None, typer.Option(help="Only the rows of this batch.")] = None,
    *,
    json: Json = False,
) -> None:
    """Add up what waits: rows, contracts, files, faults by rule, and when it would end; writes nothing."""
    desk = _desk(json=json)
    made = wait_for(make_plan(desk, batch))
    if json:
        desk.line(as_json(made))
    else:
        desk.console.print(view(made, desk.lang))


def _desk(*, json: bool) -> Desk:
    return Desk(read_settings(), terminal(), os.environ, Path.home(), SystemClock(), json=json)
