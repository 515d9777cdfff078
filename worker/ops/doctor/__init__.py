"""Says what is wrong before a night begins, and what to do."""

from worker.ops.doctor.examine import examine
from worker.ops.doctor.finding import Finding

__all__ = ["Finding", "examine"]
