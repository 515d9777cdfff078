"""When what waits will have been sent."""

from datetime import UTC, datetime

import pytest

from worker.ops.status.query import Pace, ends

NOW = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.mark.parametrize(("rate", "now"), [(5.0, 20.0), (0.0, None)])
def test_at_the_pace_of_now_and_at_best(rate: float, now: float | None) -> None:
    """Now is the pace of the last seconds, unknown while nothing is sent; best is what steering leaves of the limit."""
    pace = Pace(NOW, rate, rate, [], granted=20, effective=10)

    assert {"eta_s": now, "eta_at_limit_s": 10.0} == ends(100, pace)
