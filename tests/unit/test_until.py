"""`--until`: times as people type them."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from worker.clock import SystemClock
from worker.errors import SettingsError
from worker.ops.steer import instant

NIGHT = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)


class _Night(SystemClock):
    def wall(self) -> float:
        """Return half past eleven at night in Shanghai."""
        return NIGHT.timestamp()


@pytest.fixture(autouse=True)
def shanghai(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let this machine stand in Shanghai."""
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("typed", "until"),
    [
        ("06:00", "2026-11-24T06:00:00+08:00"),
        ("6:00", "2026-11-24T06:00:00+08:00"),
        ("23:45", "2026-11-23T23:45:00+08:00"),
        ("23:30", "2026-11-24T23:30:00+08:00"),
        ("+2h", "2026-11-24T01:30:00+08:00"),
        ("+15m", "2026-11-23T23:45:00+08:00"),
        ("2026-11-24T06:00", "2026-11-24T06:00:00+08:00"),
        ("2026-11-23T23:00Z", "2026-11-24T07:00:00+08:00"),
    ],
)
def test_a_time_is_the_next_such(typed: str, until: str) -> None:
    """A time of day is the next such in this machine's zone, +2h counts from now, ISO 8601 is as it is."""
    assert until == instant(typed, _Night()).isoformat()


@pytest.mark.parametrize("typed", ["soon", "25:00", "6:0", "+2", "+0s", "2026-11-23T06:00", ""])
def test_what_is_no_time_to_come_is_refused(typed: str) -> None:
    """What is no time, or has passed, is refused with how to write one."""
    with pytest.raises(SettingsError, match="--until"):
        instant(typed, _Night())
