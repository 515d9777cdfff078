"""The metrics of a process: what its events add up to, and what the tables say of the fleet.

Names are those of README; never labelled by row or batch. What an event counts is this process's: sum it over
processes. What the tables say is the same from every process: take the maximum.
"""

from functools import partial
from typing import Final

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    Info,
    disable_created_metrics,
)

from jobs.errors import ErrorClass, catalogue, lookup, prefix_of
from worker import events
from worker.attempt import ACTION
from worker.tencent.upload import ACTION as UPLOAD

ACTIONS: Final = (ACTION, UPLOAD)
CLASSES: Final = (
    "ok", "throttled", "transient", "permanent", "account", "no_answer", "unknown",
)  # fmt: skip
MISSED: Final = "Worker.SlotMissed"
_CALL = (0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10, 20, 30, 60, 120)
_WAIT = (
    0.05,
    0.1,
    0.25,
    0.5,
    1,
    2.5,
    5,
    10,
    30,
    60,
    300,
    900,
    1800,
    3600,
    7200,
    14400,
    28800,
    86400,
)
_SLOT = (0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.5, 1, 2, 5, 10, 30)


def code_class(code: str | None) -> str:
    """Return the catalogue's class of an answer's code: `ok` without one; `unknown` where nothing fits."""
    if code is None:
        return "ok"
    if code.startswith("Worker."):
        return "no_answer"
    entry = lookup(code)
    known: ErrorClass | None = entry.error_class if entry.known or prefix_of(code) else None
    return known or "unknown"


def code_label(code: str) -> str:
    """Return a code that is in the catalogue, else its family: an answer cannot make up ever new labels."""
    return code if code in catalogue() else prefix_of(code) or "unknown"


class Metrics:
    """Counters and histograms of one process; `listen` takes its events."""

    def __init__(self, registry: CollectorRegistry, version: str) -> None:
        disable_created_metrics()  # a second series for each would say when the process began
        Info("flowgroup_build", "The version that runs.", registry=registry).info(
            {"version": version}
        )
        count = partial(Counter, registry=registry)
        measure = partial(Histogram, registry=registry)
        self._requests = count(
            "flowgroup_api_requests_total",
            "Calls that may have left, by the class of their code.",
            ("action", "code_class"),
        )
        self._errors = count(
            "flowgroup_api_errors_total",
            "Calls that ended in an error, by code; Worker.ConnectFailed never left.",
            ("action", "code"),
        )
        told = "From the connection's hand-over to the answer or the timeout."
        name = "flowgroup_api_request_duration_seconds"
        self._duration = measure(name, told, ("action",), buckets=_CALL)
        told = "From when a row was due to its begin."
        self._job_wait = measure("flowgroup_job_wait_seconds", told, buckets=_WAIT)
        told = "From asking for a slot to its instant."
        self._slot_wait = measure("flowgroup_rate_limit_wait_seconds", told, buckets=_SLOT)
        told = "Calls that the API's own limiter refused."
        self._rejections = count("flowgroup_rate_limit_rejections_total", told)
        told = "Slots with a row begun for them that were missed and not used late."
        self._lost = count("flowgroup_slots_lost_total", told)
        told = "Contracts in the groups that were created."
        self._contracts = count("flowgroup_contracts_issued_total", told)
        for action in ACTIONS:
            self._duration.labels(action)
            for code in CLASSES:
                self._requests.labels(action, code)

    def listen(self, event: events.Event) -> None:
        """Take an event."""
        match event:
            case events.Begun():
                self._job_wait.observe(event.waited_s)
                self._slot_wait.observe(event.slot_wait_s)
            case events.CallEnded(late=True):
                self._contracts.inc(event.contracts)
            case events.CallEnded():
                self._called(event)
            case _:
                pass

    def _called(self, call: events.CallEnded) -> None:
        if call.code == MISSED:
            self._lost.inc()
            return
        if call.code is not None:
            self._errors.labels(call.action, code_label(call.code)).inc()
        if call.outcome == "not_sent":
            return
        self._requests.labels(call.action, code_class(call.code)).inc()
        self._duration.labels(call.action).observe(call.latency_s)
        self._contracts.inc(call.contracts)
        if call.outcome == "throttled":
            self._rejections.inc()
