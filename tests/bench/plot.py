"""Draws arrivals per second against the limit line: docs/performance.svg."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from tests.bench.arithmetic import per_second
from tests.bench.bench import Bench
from tests.bench.crew import crew
from tests.bench.figure import Figure
from tests.bench.place import place
from tests.bench.rough import hardship
from tests.bench.share import LATENCY, LIMIT, Window, stock, watched

FILE = Path(__file__).parents[2] / "docs/performance.svg"
_WORKERS = 4
_WIDTH, _HEIGHT, _LEFT, _TOP, _GAP = 760, 150, 46, 34, 66
_STYLE = """text{font:12px sans-serif;fill:#444}.axis{stroke:#999}.limit{stroke:#c22;stroke-dasharray:6 4}
.bars{fill:#4a7fb5}.title{font-weight:bold}"""


async def plot(bench: Bench) -> list[Figure]:
    """Measure four workers in peace and in hardship, and draw both."""
    seconds = bench.seconds(180, quick=60)
    async with place(bench.home, bench.server_url, limit=LIMIT, latency=LATENCY) as here:
        await stock(here, seconds + _WORKERS)
        async with crew(here, _WORKERS):
            calm = await watched(here, seconds)
    rough, kills = await hardship(bench, seconds)
    panels = {
        f"{_WORKERS} workers, {calm.used:.1%} of the limit used": _bars(calm),
        f"a busy core, {kills} workers killed, one paused for 5 s: {rough.used:.1%}": _bars(rough),
    }
    await asyncio.to_thread(FILE.write_text, drawn(panels, LIMIT), "utf-8")
    where = f"docs/{FILE.name}"
    return [Figure(f"drawn: {title}", max(bars), "", None, where) for title, bars in panels.items()]


def _bars(seen: Window) -> list[int]:
    """Count the calls that were let through."""
    passed = [call.at for call in seen.arrivals if not call.code]
    return per_second(passed, seen.start, int(seen.seconds))


def drawn(panels: dict[str, Sequence[int]] | dict[str, list[int]], limit: int) -> str:
    """Return the SVG: a panel of bars for each title, under a line at the limit."""
    height = _TOP + len(panels) * (_HEIGHT + _GAP)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{height}">',
        f"<style>{_STYLE}</style><rect width='100%' height='100%' fill='#fff'/>",
    ]
    for index, (title, bars) in enumerate(panels.items()):
        parts += _panel(title, bars, limit, _TOP + index * (_HEIGHT + _GAP))
    return "\n".join([*parts, "</svg>\n"])


def _panel(title: str, bars: Sequence[int], limit: int, top: int) -> list[str]:
    tallest = max(limit, *bars) * 1.1
    step, bottom = (_WIDTH - _LEFT - 12) / len(bars), top + _HEIGHT

    def y(value: float) -> float:
        return round(bottom - value / tallest * _HEIGHT, 1)

    path = "".join(
        f"M{_LEFT + index * step:.1f},{bottom}V{y(count)}h{max(step - 0.6, 0.4):.2f}V{bottom}z"
        for index, count in enumerate(bars)
    )
    return [
        f'<text class="title" x="{_LEFT}" y="{top - 8}">{title}</text>',
        f'<path class="bars" d="{path}"/>',
        f'<path class="limit" fill="none" d="M{_LEFT},{y(limit)}H{_WIDTH - 12}"/>',
        f'<path class="axis" fill="none" d="M{_LEFT},{top}V{bottom}H{_WIDTH - 12}"/>',
        f'<text x="{_LEFT - 6}" y="{y(limit) + 4}" text-anchor="end">{limit}/s</text>',
        f'<text x="{_LEFT - 6}" y="{bottom + 4}" text-anchor="end">0</text>',
        f'<text x="{_WIDTH - 12}" y="{bottom + 18}" text-anchor="end">{len(bars)} s</text>',
    ]
