"""The command `flowgroup`: reads what was typed, calls, prints."""

import os
import sys
from contextlib import aclosing, suppress
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import orjson
import typer

from worker.bilingual import both, spoken
from worker.clock import SystemClock
from worker.emulator.config import Window
from worker.errors import SettingsError
from worker.ops import demo as demos
from worker.ops import doctor as doctors
from worker.ops import status as statuses
from worker.ops import steer
from worker.ops.batch import batches
from worker.ops.emulate import run_emulator
from worker.ops.explain import as_json, explanation
from worker.ops.export import export
from worker.ops.failure import connected
from worker.ops.group import Commands, wait_for
from worker.ops.intake.cli import add_to
from worker.ops.jobs import jobs as job_commands
from worker.ops.jobs.options import Json, Reason
from worker.ops.language import language
from worker.ops.prune.cli import prune
from worker.ops.psql import open_psql
from worker.ops.quota.cli import quota
from worker.ops.run import run_checks, run_worker
from worker.ops.surroundings import read_settings
from worker.ops.terminal import terminal
from worker.ops.upgrade import upgrade

app = typer.Typer(
    cls=Commands,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(job_commands, name="jobs")
app.add_typer(batches, name="batch")

Account = Annotated[str | None, typer.Option(help="One account; without it: all.")]
Batch = Annotated[str | None, typer.Option(help="Only the rows of this batch.")]


def main() -> None:
    """Run the command line; `worker.__main__` does so without a traceback on an early Ctrl-C."""
    app()


@app.callback(invoke_without_command=True)
def flowgroup(
    ctx: typer.Context,
    *,
    show_version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    """Contract groups from rows of a Postgres table: at the API's full rate, never twice."""
    if show_version:
        typer.echo(f"flowgroup {version('flowgroup')}")
    elif ctx.invoked_subcommand is None:
        typer.echo(ctx.get_help())


@app.command()
def demo(
    jobs: Annotated[int, typer.Option(min=1, max=100_000, help="Rows to enqueue.")] = 400,
    workers: Annotated[int, typer.Option(min=1, max=16, help="Worker processes.")] = 2,
    *,
    psql: Annotated[bool, typer.Option("--psql", help="Open psql on the last demo.")] = False,
) -> None:
    """See it work: a Postgres, a local API, rows by SQL, workers. No set-up, no credentials."""
    if psql:
        raise typer.Exit(demos.open_psql())
    wait_for(demos.run_demo(jobs, workers, terminal()))


@app.command()
def migrate(
    *,
    roles: Annotated[
        bool, typer.Option("--roles", help="Also make the roles flowgroup_*, with their rights.")
    ] = False,
) -> None:
    """Bring the database's schema up to date; safe to run twice and by several at once."""
    settings = read_settings()
    told = wait_for(upgrade(settings, roles=roles))
    typer.echo(spoken(told, language(settings, os.environ)))


@app.command()
def worker(
    *,
    drain: Annotated[bool, typer.Option("--drain", help="End when every row is final.")] = False,
    check_only: Annotated[
        bool, typer.Option("--check-only", help="Check rows as they arrive, and send none.")
    ] = False,
) -> None:
    """Check and send the rows that are due; SIGTERM or Ctrl-C lets the calls on the wire finish."""
    if drain and check_only:
        msg = both(
            "--drain and --check-only exclude each other: what is only checked never ends.",
            "--drain 与 --check-only 不能同时使用：只做检查的进程不会结束。",
        )
        raise SettingsError(msg)
    settings = read_settings()
    wait_for(run_checks(settings) if check_only else run_worker(settings, drain=drain))


add_to(app)
for command in (export, prune, quota):
    app.command()(command)


@app.command()
def status(
    batch: Batch = None,
    *,
    json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="A screen that stays: anew each second, q quits.")
    ] = False,
) -> None:
    """Say how far the rows are, how fast it goes, what holds it back, and what to do."""
    if json and watch:
        msg = both(
            "--json and --watch exclude each other: a script calls --json as often as it likes.",
            "--json 与 --watch 不能同时使用：脚本可随时反复调用 --json。",
        )
        raise SettingsError(msg)
    settings = read_settings()

    async def look() -> None:
        lang = language(settings, os.environ)
        async with connected(settings) as engine:
            if watch:
                watcher = statuses.Watcher(engine, batch, rate_limit=settings.rate_limit, lang=lang)
                await statuses.watch(watcher.look, terminal(), statuses.words(lang))
                return
            found = await statuses.read_status(
                engine, batch, rate_limit=settings.rate_limit, lang=lang
            )
            if json:
                terminal().print(statuses.as_json(found), soft_wrap=True)
            else:
                statuses.show(found, terminal(), lang)

    with suppress(KeyboardInterrupt):
        wait_for(look())


@app.command()
def pause(
    account: Account = None,
    until: Annotated[
        str | None, typer.Option(help="06:00, +2h, or 2026-11-23T06:00[+08:00]")
    ] = None,
    reason: Reason = None,
    *,
    json: Json = False,
) -> None:
    """Stop sending for an account, or for all; rows keep their place."""
    settings = read_settings()
    end = None if until is None else steer.instant(until, SystemClock())
    _tell(wait_for(steer.pause(settings, account, end, reason)), json=json)


@app.command()
def resume(
    account: Account = None,
    reason: Reason = None,
    *,
    new_key: Annotated[
        bool, typer.Option("--new-key", help="Approve another key for the account.")
    ] = False,
    json: Json = False,
) -> None:
    """Let an account, or all, send again; approves what its pause was about."""
    steered = steer.rebind if new_key else steer.resume
    _tell(wait_for(steered(read_settings(), account, reason)), json=json)


def _tell(told: steer.Told, *, json: bool) -> None:
    typer.echo(orjson.dumps(told.document).decode() if json else told.text)


@app.command()
def emulator(
    port: Annotated[int, typer.Option(min=0, max=65_535, help="0 takes a free one.")] = 8720,
    limit: Annotated[int, typer.Option(min=0, help="Calls a second; 0: no limit.")] = 20,
    window: Annotated[Window, typer.Option(help="How that second is counted.")] = "sliding",
    file_life: Annotated[float, typer.Option(min=0, help="Seconds that a FileId lives.")] = 3600,
    *,
    check_files: Annotated[
        bool, typer.Option("--check-files", help="Refuse FileIds that were not uploaded here.")
    ] = False,
) -> None:
    """Run the local API: it checks calls as the real one documents, and creates nothing real."""
    wait_for(run_emulator(port, limit, window, file_life=file_life, check_files=check_files))


@app.command()
def doctor(
    *, json: Annotated[bool, typer.Option("--json", help="For scripts, a line each.")] = False
) -> None:
    """Check database, schema, credentials, clocks and the way to the API; changes nothing."""
    settings = read_settings()
    lang = language(settings, os.environ)
    show = (
        partial(doctors.print_line, lang=lang)
        if json
        else partial(doctors.show, console=terminal(), lang=lang)
    )

    async def examine() -> bool:
        failed = False
        findings = doctors.examine(settings, os.environ, Path.home(), SystemClock())
        async with aclosing(findings):
            async for finding in findings:
                show(finding)
                failed |= finding.level == "fail"
        return failed

    sys.exit(1 if wait_for(examine()) else 0)


@app.command(context_settings={"ignore_unknown_options": True})
def psql(
    options: Annotated[
        list[str] | None, typer.Argument(metavar="[PSQL OPTIONS]", help="e.g. -c 'SELECT 1'")
    ] = None,
) -> None:
    """Open psql on the database: that of FLOWGROUP_DATABASE_URL, else the embedded one."""
    raise typer.Exit(open_psql(read_settings(), options or []))


@app.command()
def explain(
    code: Annotated[str, typer.Argument(help="e.g. OperationDenied.NoQuota")],
    *,
    json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False,
) -> None:
    """Say what an error code means and what to do, in both languages."""
    typer.echo(as_json(code) if json else explanation(code))
