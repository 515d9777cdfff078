"""The benchmark's figures from file to document."""

import json
from pathlib import Path

from tests.bench.figure import Figure, at_least, at_most
from tests.bench.plot import drawn
from tests.bench.report import figures, markdown


def _written(path: Path, *measured: Figure) -> None:
    lines = [json.dumps(figure.line("share"), ensure_ascii=False) for figure in measured]
    with path.open("a", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")


def test_read_back(tmp_path: Path) -> None:
    """Figures come back as they were; what was measured again stands once, as it is now."""
    path = tmp_path / "figures.jsonl"
    one = Figure("1 worker: limit used", 0.99, "%", at_least(0.99), "3 min")
    refused = Figure("… refused", 0.002, "%", at_most(0.001))
    two = Figure("2 workers: limit used", 0.98, "%", at_least(0.99), rows=[1.0, 2.0])
    again = Figure("… refused", 0.0, "%", at_most(0.001))
    _written(path, one, refused, two, refused)
    _written(path, one, again)

    assert [one, again, two, refused] == figures(path)


def test_markdown() -> None:
    """Each figure is a row with value, goal and verdict."""
    table = markdown([Figure("engine", 0.875, "×", at_least(0.85), "median of 3")])

    assert "| engine | 0.88 × | ≥ 0.85 × | yes | median of 3 |" == table.splitlines()[2]


def test_plot() -> None:
    """The plot has a bar for each second and a line at the limit, and is the same for the same figures."""
    svg = drawn({"calm": [20, 19, 20], "rough": [20, 0, 5]}, 20)

    assert 2 == svg.count('class="limit"')
    assert 6 == svg.count("z") - svg.count("zs") - svg.count("size")
    assert svg == drawn({"calm": [20, 19, 20], "rough": [20, 0, 5]}, 20)
