"""Batches as a whole: how far they are, and holding them back."""

from worker.ops.batch.cli import batches

__all__ = ["batches"]
