"""The night at a glance."""

from worker.ops.status.query import read_status
from worker.ops.status.records import Status
from worker.ops.status.show import as_json, show, watch

__all__ = ["Status", "as_json", "read_status", "show", "watch"]
