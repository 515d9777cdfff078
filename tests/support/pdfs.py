"""Files that begin like PDFs, below a root as the settings name it."""

from dataclasses import dataclass
from pathlib import Path

ACCOUNT = "default"


def pdf(text: str = "contract", size: int = 0) -> bytes:
    """Return bytes that begin like a PDF, of at least the size."""
    begin = f"%PDF-1.7\n{text}\n".encode()
    return begin + bytes(max(0, size - len(begin)))


@dataclass(frozen=True)
class Root:
    """A files root with the folder of one account."""

    path: Path

    @property
    def folder(self) -> Path:
        """The account's folder."""
        return self.path / ACCOUNT

    def put(self, name: str, content: bytes | None = None) -> str:
        """Write a file and return the reference to it."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(pdf(name) if content is None else content)
        return f"file:{name}"


def make_root(folder: Path) -> Root:
    """Make an empty root with the account's folder."""
    root = Root(folder / "files")
    root.folder.mkdir(parents=True)
    return root
