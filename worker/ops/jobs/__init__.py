"""Rows one by one and many at a time: list, show, retry, cancel, resolve."""

from worker.ops.jobs.cli import jobs

__all__ = ["jobs"]
