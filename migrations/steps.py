"""The SQL of a revision: one statement per file, run in the order of their names."""

from collections.abc import Iterator
from importlib.resources import files


def statements(revision: str) -> Iterator[str]:
    """Yield the statements of a revision, with colons that `text()` would read as parameters escaped."""
    folder = files("migrations") / "sql" / revision
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        yield file.read_text(encoding="utf-8").replace(":", "\\:")
