"""The bar that `check` and `enqueue` show on a terminal."""

import io
from pathlib import Path

import pytest
from rich.console import Console
from rich.progress import Progress

from worker.ops.intake.columns import Columns
from worker.ops.intake.progress import Bar, bar
from worker.ops.intake.rows import FileRow


def row(file: Path, end: int) -> FileRow:
    return FileRow(file, 1, 1, end, Columns(), "", 0, [])


def test_the_bar_counts_bytes_of_all_files(tmp_path: Path) -> None:
    """It stands where the files are read to, whole files before the present one among it, and names the rows so far."""
    files = [tmp_path / name for name in ("a", "missing", "b")]
    files[0].write_bytes(b"x" * 3_000)
    files[2].write_bytes(b"x" * 1_000)
    progress = Progress(console=Console(file=io.StringIO()), auto_refresh=False)
    shown = Bar(progress, files)
    [task] = progress.tasks
    for n in range(1_100):
        shown.read(row(files[0], 2 * n))
    before = task.completed, task.description
    for _ in range(100):
        shown.read(row(files[2], 250))

    assert 4_000 == task.total
    assert (2 * 1_099, "1,100") == before
    assert (3_250, "1,200") == (task.completed, task.description)


def test_where_nobody_looks_nothing_is_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In a pipe there is no bar."""
    with bar([tmp_path]) as shown:
        for n in range(1_000):
            shown.read(row(tmp_path, n))

    assert ("", "") == capsys.readouterr()
