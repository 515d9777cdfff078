"""Measures and prints the figures of docs/performance.md: `python -m tests.bench [--quick] [NAME ...]`."""

import argparse
import asyncio
import json
import signal
import sys
from contextlib import suppress
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.bench.bench import Bench
from tests.bench.figure import Figure
from tests.bench.place import server
from tests.bench.plan import MEASURES

WIDTH = 130  # also where the output is a file


async def main(asked: argparse.Namespace) -> None:
    """Measure one after another, and print the table; SIGTERM ends it as Ctrl-C does."""
    if (task := asyncio.current_task()) is not None:
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    console = Console()
    console.width = max(console.width, WIDTH)
    figures: list[Figure] = []
    for name in asked.names or MEASURES:
        console.print(f"measuring {name} …", style="dim")
        async with server() as (home, url):
            bench = Bench(home, url, console, asked.quick, asked.seconds, asked.workers)
            found = await _found(name, bench)
        figures += found
        if asked.json:
            _note(asked.json, name, found)
    table = Table("figure", "value", "goal", "met", "how", box=None)
    for figure in figures:
        table.add_row(*figure.cells())
    console.print(table)


async def _found(name: str, bench: Bench) -> list[Figure]:
    """Measure; what cannot be measured is no figure, but takes none of the others with it."""
    try:
        return await MEASURES[name].run(bench)
    except Exception:  # noqa: BLE001 - shown in full
        bench.console.print_exception()
        return []


def _note(path: Path, name: str, figures: list[Figure]) -> None:
    with path.open("a") as file:
        for figure in figures:
            file.write(json.dumps(figure.line(name), ensure_ascii=False) + "\n")


def _arguments() -> argparse.Namespace:
    lines = [
        f"  {name:10} {measure.says} ({measure.full:g} min, quick {measure.quick:g})"
        for name, measure in MEASURES.items()
    ]
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench",
        description=__doc__,
        epilog="\n".join(["names:", *lines]),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="what to measure; all by default")
    parser.add_argument("--quick", action="store_true", help="shorter runs, rougher figures")
    parser.add_argument("--seconds", type=float, default=0.0, help="length of each timed run")
    parser.add_argument("--workers", type=int, action="append", default=[], help="only so many")
    parser.add_argument("--json", type=Path, help="append the figures to a JSON Lines file")
    asked = parser.parse_args()
    if wrong := set(asked.names) - set(MEASURES):
        parser.error(f"there is no {', '.join(sorted(wrong))}")
    return asked


if __name__ == "__main__":
    with suppress(asyncio.CancelledError, KeyboardInterrupt):
        asyncio.run(main(_arguments()))
        sys.exit(0)
    sys.exit(1)
