"""The libraries that are kept with the page are those that docs/decisions.md names."""

from hashlib import sha256
from pathlib import Path

import pytest

import worker.ops.web as package

VENDOR = Path(package.__file__).parent / "static/vendor"
DECISIONS = Path(package.__file__).parents[3] / "docs/decisions.md"


@pytest.mark.parametrize("file", sorted(VENDOR.glob("*.min.*")), ids=lambda file: file.name)
def test_is_as_published(file: Path) -> None:
    """Each file has the hash that stands beside its version."""
    line = f"| {file.name} |"
    known = next(row for row in DECISIONS.read_text("utf-8").splitlines() if row.startswith(line))

    assert sha256(file.read_bytes()).hexdigest() in known
