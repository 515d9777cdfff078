"""Failed uploads speak against a file only while the host that refuses them is well."""

from random import Random

import pytest

from jobs.outcome import ApiError, TryAgain
from jobs.upload import Stored
from worker.files.cache import FileKey
from worker.files.tries import Tries
from worker.health import WINDOW
from worker.settings import Settings

KEY = FileKey("default", "owner", "a" * 64)
BUSY = TryAgain("transient", ApiError("InternalError", ""), duplicate_risk=False)
STORED = Stored("id", None, None)


@pytest.fixture
def tries() -> Tries:
    """Return what a process counts."""
    return Tries(Settings(), Random(1))


def failures(tries: Tries, n: int = 1) -> int:
    """Fail so many times; return how many in a row speak against the file then."""
    return [tries.later(KEY, BUSY, 1).failures for _ in range(n)][-1]


def test_failures_in_a_row_count(tries: Tries) -> None:
    """Each transient one; an upload ends the row."""
    assert 3 == failures(tries, 3)
    tries.succeeded(KEY, STORED)
    assert 1 == failures(tries)


def test_an_ill_host_is_no_files_fault(tries: Tries) -> None:
    """While most uploads fail none counts, and once the host is well again those before count no more."""
    counted = failures(tries, WINDOW)
    while_ill = failures(tries, 5)
    tries.learn(STORED)

    assert (WINDOW - 1, WINDOW - 1) == (counted, while_ill)
    assert 1 == failures(tries)
