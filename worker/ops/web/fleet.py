"""The gauges that are read of the tables, as the registry's own collector: absent while the database is away."""

from collections.abc import Iterator, Mapping
from typing import Final

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from jobs.model import JobStatus
from worker.ops.web.figures import Figures
from worker.ops.web.metrics import code_label

_PLAIN: Final[Mapping[str, str]] = {
    "flowgroup_in_doubt": "Rows whose outcome is unknown.",
    "flowgroup_oldest_pending_seconds": "Since when the oldest due row is due; 0 if none is.",
    "flowgroup_workers": "Workers heard of within 30 s.",
    "flowgroup_rate_limit_permits_per_second": "Calls a second that the limits of all live keys allow.",
    "flowgroup_rate_limit_effective_per_second": "What margins and steering leave of them.",
}


class Fleet(Collector):
    """What was read last; `show` before each collection.

    `rate_limit` stands in for the limits while no worker has made a bucket.
    """

    def __init__(self, rate_limit: float) -> None:
        self._rate_limit = rate_limit
        self._figures: Figures | None = None
        self._ready = False

    def show(self, figures: Figures | None, *, ready: bool) -> None:
        """Take what is to be told."""
        self._figures = figures
        self._ready = ready

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Tell it."""
        ready = GaugeMetricFamily("flowgroup_ready", "1 if /readyz answers 200.")
        ready.add_metric([], int(self._ready))
        jobs = GaugeMetricFamily("flowgroup_jobs", "Rows by status.", labels=["status"])
        paused = GaugeMetricFamily(
            "flowgroup_paused_accounts", "Accounts that may not send now.", labels=["code"]
        )
        plain = {name: GaugeMetricFamily(name, what) for name, what in _PLAIN.items()}
        if self._figures is not None:
            for status, rows in self._figures.jobs.items():
                jobs.add_metric([status], rows)
            for code, accounts in _by_label(self._figures.paused).items():
                paused.add_metric([code], accounts)
            for name, value in self._values(self._figures).items():
                plain[name].add_metric([], value)
        yield from (ready, jobs, paused, *plain.values())

    def _values(self, seen: Figures) -> dict[str, float]:
        values = (
            seen.jobs[JobStatus.IN_DOUBT],
            seen.oldest_pending_s,
            seen.workers,
            seen.permits or self._rate_limit,
            seen.effective or self._rate_limit,
        )
        return dict(zip(_PLAIN, values, strict=True))


def _by_label(paused: Mapping[str, int]) -> dict[str, int]:
    labelled: dict[str, int] = {}
    for code, accounts in paused.items():
        labelled[code_label(code)] = labelled.get(code_label(code), 0) + accounts
    return labelled
