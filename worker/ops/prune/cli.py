"""`flowgroup prune`: reads what was typed, calls, prints."""

import os
import sys
from contextlib import aclosing
from typing import Annotated

import orjson
import typer
from sqlalchemy.ext.asyncio import AsyncEngine

from worker.clock import SystemClock
from worker.errors import FlowgroupError, SettingsError
from worker.ops.failure import connected
from worker.ops.group import wait_for
from worker.ops.jobs.filters import age
from worker.ops.language import language
from worker.ops.moments import moment
from worker.ops.prune import steps
from worker.ops.prune.words import Words, words
from worker.ops.surroundings import read_settings
from worker.settings import Settings

_EVERY = 2.0  # s between two lines of progress


def prune(
    older_than: Annotated[str, typer.Option(help="Rows that ended longer ago: 30d, 8w.")],
    batch_size: Annotated[
        int, typer.Option(min=1, max=10_000, help="Rows of one transaction.")
    ] = 500,
    reason: Annotated[str | None, typer.Option(help="Why; kept in flowgroup.audit.")] = None,
    *,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False,
) -> None:
    """Replace payloads of rows that ended long ago by a digest, for good; ids and codes stay."""
    older = age("--older-than", older_than)
    if older is None:  # typer asks for it
        return
    settings = read_settings()
    run = steps.Run(older, older_than, batch_size, reason)
    say = words(language(settings, os.environ))
    rows, contracts = wait_for(_count(settings, run))
    if rows and not yes:
        _ask(say, rows, contracts, older_than, json=json)
    if not rows:
        typer.echo('{"pruned":0,"held":0}' if json else say.nothing.format(age=older_than))
        return
    wait_for(_prune(settings, run, rows, say, json=json))


def _ask(say: Words, rows: int, contracts: int, told: str, *, json: bool) -> None:
    if json or not sys.stdin.isatty():
        raise SettingsError(say.needs_yes.format(rows=rows))
    typer.echo(say.preview.format(rows=rows, contracts=contracts, age=told))
    try:
        answer = input(say.ask.format(rows=rows))
    except EOFError:
        answer = ""
    if answer.strip().lower() not in {"y", "yes"}:
        raise FlowgroupError(say.unchanged)


async def _count(settings: Settings, run: steps.Run) -> tuple[int, int]:
    async with connected(settings) as engine:
        return await steps.count(engine, run.older)


async def _prune(settings: Settings, run: steps.Run, rows: int, say: Words, *, json: bool) -> None:
    clock = SystemClock()
    began = clock.monotonic()
    async with connected(settings) as engine:
        done = await _follow(engine, run, rows, None if json else say, clock)
    if json:
        told = {"pruned": done.rows, "held": done.held, "before": done.before}
        typer.echo(orjson.dumps(told).decode())
        return
    seconds = max(clock.monotonic() - began, 0.001)
    figures = {"done": done.rows, "seconds": seconds, "rate": done.rows / seconds}
    typer.echo(say.done.format(before=moment(done.before), **figures))
    if done.held:
        typer.echo(say.held.format(held=done.held))


async def _follow(
    engine: AsyncEngine, run: steps.Run, rows: int, say: Words | None, clock: SystemClock
) -> steps.Done:
    """Run to the end, and tell now and then how far it is."""
    began = told = clock.monotonic()
    async with aclosing(steps.prune(engine, run)) as going:
        done = await anext(going)
        async for _ in going:
            now = clock.monotonic()
            if say and now - told >= _EVERY:
                told, rate = now, done.rows / (now - began)
                typer.echo(
                    say.progress.format(done=done.rows, rows=max(rows, done.rows), rate=rate)
                )
    return done
