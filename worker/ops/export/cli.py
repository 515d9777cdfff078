"""`flowgroup export`: reads what was typed, calls, writes."""

import os
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Annotated, Final, Literal

import orjson
import typer

from jobs.model import JobStatus
from worker.ops.export.rows import Exported, exported
from worker.ops.export.sheet import head, sheet
from worker.ops.export.target import Target, opened
from worker.ops.failure import connected
from worker.ops.group import wait_for
from worker.ops.jobs.filters import Filter, chosen
from worker.ops.jobs.options import Account, Batch, Code, Find, Newer, Older
from worker.ops.language import language
from worker.ops.surroundings import read_settings
from worker.settings import Settings

_TOLD: Final = {"en": "{n:,} rows in {path}", "zh-CN": "{path}：{n:,} 行"}
Print = Callable[[Sequence[Exported]], str]


def export(
    *,
    batch: Batch = None,
    form: Annotated[
        Literal["csv", "jsonl"], typer.Option("--format", help="For spreadsheets, or for scripts.")
    ] = "csv",
    output: Annotated[Path | None, typer.Option(help="A file instead of stdout.")] = None,
    status: Annotated[JobStatus | None, typer.Option(help="Rows in this status.")] = None,
    code: Code = None,
    account: Account = None,
    older: Older = None,
    newer: Newer = None,
    text: Find = None,
) -> None:
    """Write rows with ids, statuses, codes and meanings, oldest first; without payloads and names."""
    which = chosen(
        batch=batch, status=status, code=code, account=account, older=older, newer=newer, text=text
    )
    settings = read_settings()
    lang = language(settings, os.environ)
    lines = jsonl if form == "jsonl" else partial(sheet, lang=lang)
    with opened(output) as target:
        if form == "csv":
            target.write(head())
        n = wait_for(_write(settings, which, target, lines))
    if output is not None:
        typer.echo(_TOLD[lang].format(n=n, path=output), err=True)


def jsonl(rows: Sequence[Exported]) -> str:
    """Return a line of JSON for each row."""
    return "".join(orjson.dumps(row).decode() + "\n" for row in rows)


async def _write(settings: Settings, which: Filter, target: Target, lines: Print) -> int:
    n = 0
    async with connected(settings) as engine:
        async for page in exported(engine, which):
            target.write(lines(page))
            n += len(page)
    return n
