"""`flowgroup batch`: reads what was typed, calls, prints."""

import os
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Annotated, TypeVar

import orjson
import typer
from sqlalchemy.ext.asyncio import AsyncEngine

from worker.ops.batch import query
from worker.ops.batch.records import BatchStory
from worker.ops.batch.view import listing, telling
from worker.ops.batch.words import Words, words
from worker.ops.failure import connected
from worker.ops.group import wait_for
from worker.ops.jobs.options import Json, Reason
from worker.ops.language import Language, language
from worker.ops.surroundings import read_settings
from worker.ops.terminal import terminal

T = TypeVar("T")
Name = Annotated[str, typer.Argument(metavar="BATCH", help="The batch's name.")]

batches = typer.Typer(no_args_is_help=True, help="Look at batches; hold them back, release them.")


@batches.command("list")
def list_batches(*, json: Json = False) -> None:
    """List live batches, held ones, and those that ended within 7 days."""
    found, lang = _ask(query.read_batches)
    if json:
        typer.echo(orjson.dumps({"batches": found}, option=orjson.OPT_INDENT_2).decode())
    else:
        terminal().print(listing(found, words(lang)))


@batches.command()
def show(batch: Name, *, json: Json = False) -> None:
    """Tell how far a batch is, and what went wrong in it."""

    async def read(engine: AsyncEngine) -> BatchStory:
        return await query.read_batch(engine, batch, language(read_settings(), os.environ))

    story, lang = _ask(read)
    if json:
        typer.echo(orjson.dumps(story, option=orjson.OPT_INDENT_2).decode())
    else:
        terminal().print(telling(story, words(lang)))


@batches.command()
def hold(batch: Name, reason: Reason = None, *, json: Json = False) -> None:
    """Begin no row of a batch until it is released; rows on the wire finish, rows that come later are held too."""
    now, say = _say(partial(query.hold, batch=batch, reason=reason))
    if json:
        typer.echo(
            orjson.dumps({"held": batch, "pending": now.pending, "sending": now.sending}).decode()
        )
        return
    typer.echo(
        say.now_held.format(batch=batch, pending=now.pending, sending=now.sending)
        + say.later_held.format(batch=batch)
    )


@batches.command()
def release(batch: Name, reason: Reason = None, *, json: Json = False) -> None:
    """Let a held batch be sent again, each row from the place in the line that it had."""
    held, say = _say(partial(query.release, batch=batch, reason=reason))
    if json:
        typer.echo(orjson.dumps({"batch": batch, "released": held}).decode())
        return
    typer.echo((say.released if held else say.was_not_held).format(batch))


def _say(question: Callable[[AsyncEngine], Awaitable[T]]) -> tuple[T, Words]:
    answer, lang = _ask(question)
    return answer, words(lang)


def _ask(question: Callable[[AsyncEngine], Awaitable[T]]) -> tuple[T, Language]:
    settings = read_settings()

    async def asked() -> T:
        async with connected(settings) as engine:
            return await question(engine)

    return wait_for(asked()), language(settings, os.environ)
