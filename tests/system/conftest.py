"""Fixtures of the tests that start processes."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def folder(fast_storage: Path) -> Iterator[Path]:
    """Yield a folder's path that is short enough for sockets and removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="flowgroup-", dir=fast_storage) as parent:
        yield Path(parent, "postgres")
