"""The night at a glance."""

from worker.ops.status.night import Watcher
from worker.ops.status.phrases import words
from worker.ops.status.query import read_status
from worker.ops.status.records import Status
from worker.ops.status.show import as_json, show
from worker.ops.status.watch import watch

__all__ = ["Status", "Watcher", "as_json", "read_status", "show", "watch", "words"]
