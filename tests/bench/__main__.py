"""Measures and prints the figures of docs/performance.md: `python -m tests.bench [--quick]`."""

import argparse
import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.bench.latency import latency
from tests.bench.memory import memory
from tests.bench.place import Figure, server
from tests.bench.share import share
from tests.bench.unlimited import unlimited

Measure = Callable[[Path, str], Awaitable[list[Figure]]]


def measures(*, quick: bool) -> dict[str, Measure]:
    """List the figures by name, each with what it takes."""
    seconds = 30 if quick else 120

    async def shares(home: Path, url: str) -> list[Figure]:
        return [await share(home, url, workers=n, seconds=seconds) for n in (1, 2)]

    return {
        "share": shares,
        "unlimited": lambda home, url: unlimited(home, url, rows=5_000 if quick else 20_000),
        "latency": lambda home, url: latency(home, url, inserts=100 if quick else 300),
        "memory": lambda home, url: memory(home, url, rows=100_000, calls=200),
    }


async def main(only: list[str], *, quick: bool) -> None:
    """Measure one figure after another, and print the table."""
    console = Console()
    table = Table("figure", "value", "how", box=None)
    async with server() as (home, url):
        for name, measure in measures(quick=quick).items():
            if only and name not in only:
                continue
            console.print(f"measuring {name} …", style="dim")
            for figure in await measure(home, url):
                table.add_row(figure.what, figure.value, figure.remark)
    console.print(table)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="shorter runs, rougher figures")
    parser.add_argument("only", nargs="*", help="share, unlimited, latency, memory")
    chosen = parser.parse_args()
    asyncio.run(main(chosen.only, quick=chosen.quick))
