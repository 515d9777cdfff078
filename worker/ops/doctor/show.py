"""The doctor's findings, on a terminal or for a script."""

from dataclasses import asdict
from typing import Final

import orjson
import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from worker.bilingual import Language, spoken
from worker.ops.doctor.finding import Finding

_STYLES: Final = {"ok": "green", "warn": "yellow", "fail": "bold red"}
_WIDTH: Final = 16


def print_line(finding: Finding, lang: Language) -> None:
    """Print one finding as a line of JSON, as soon as it is found."""
    told = {name: spoken(text, lang) for name, text in asdict(finding).items()}
    typer.echo(orjson.dumps(told).decode())


def show(finding: Finding, console: Console, lang: Language) -> None:
    """Print one finding, and what to do on a line of its own."""
    grid = Table.grid(padding=(0, 2))
    grid.add_column(width=4)
    grid.add_column(width=_WIDTH, overflow="fold")
    grid.add_column(overflow="fold")
    level = Text(finding.level, style=_STYLES[finding.level])
    grid.add_row(level, Text(spoken(finding.what, lang)), Text(spoken(finding.found, lang)))
    if finding.todo:
        grid.add_row("", "", Text(f"→ {spoken(finding.todo, lang)}", style="bold"))
    console.print(grid)
