"""Writes figures as the table of docs/performance.md: `python -m tests.bench.report FIGURES.jsonl`."""

import json
import sys
from pathlib import Path

from tests.bench.figure import Figure, Goal


def figures(path: Path) -> list[Figure]:
    """Read figures as `--json` wrote them; of one measured twice, the later."""
    latest: dict[tuple[str, ...], Figure] = {}
    above: dict[str, str] = {}
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        measure, goal = row.pop("measure"), row.pop("goal")
        del row["met"]
        figure = Figure(**row, goal=Goal(**goal) if goal else None)
        # What a line that begins with … belongs to stands above it.
        above[measure] = above[measure] if figure.what.startswith("…") else figure.what
        latest[measure, above[measure], figure.what] = figure
    return list(latest.values())


def markdown(rows: list[Figure]) -> str:
    """Write them as a table."""
    lines = ["| figure | value | goal | met | how |", "|---|---|---|---|---|"]
    lines += [f"| {' | '.join(figure.cells())} |" for figure in rows]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.write(markdown(figures(Path(sys.argv[1]))))
