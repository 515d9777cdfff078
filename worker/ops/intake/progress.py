"""How far the files are read, on a terminal."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import accumulate
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from worker.ops.intake.rows import FileRow

_EVERY = 100  # rows


class Bar:
    """Takes rows as they are read."""

    def __init__(self, progress: Progress, files: Sequence[Path]) -> None:
        sizes = [file.stat().st_size if file.exists() else 0 for file in files]
        self._before = dict(zip(files, accumulate(sizes, initial=0), strict=False))
        self._progress = progress
        self._task = progress.add_task("", total=sum(sizes) or None)
        self._rows = 0

    def read(self, row: FileRow) -> None:
        """Take a row; show it now and then."""
        self._rows += 1
        if self._rows % _EVERY == 0:
            done = self._before[row.file] + row.end
            self._progress.update(self._task, completed=done, description=f"{self._rows:,}")


@contextmanager
def bar(files: Sequence[Path]) -> Iterator[Bar]:
    """Show a bar on stderr, where that is a terminal."""
    console = Console(stderr=True)
    columns = (
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.description}"),
        TimeRemainingColumn(),
    )
    shown = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
    with shown as progress:
        yield Bar(progress, files)
